/** The words in German. */

import { grid } from "./de/grid";
import { json, markdown, table } from "./de/texts";
import { views } from "./de/views";
import type { Words } from "./words";

const words: Words = { views, markdown, json, table, grid };
export default words;
