/** The words in German. */

import { grid } from "./de/grid";
import { sentences } from "./de/sentences";
import { json, markdown, table } from "./de/texts";
import { views } from "./de/views";
import type { Words } from "./words";

const words: Words = { views, markdown, json, table, grid, sentences };
export default words;
