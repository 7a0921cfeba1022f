/** The words in Japanese. */

import { grid } from "./ja/grid";
import { sentences } from "./ja/sentences";
import { json, markdown, table } from "./ja/texts";
import { views } from "./ja/views";
import type { Words } from "./words";

const words: Words = { views, markdown, json, table, grid, sentences };
export default words;
