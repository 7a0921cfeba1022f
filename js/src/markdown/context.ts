/** The context of drawing: what blocks need to know of the document and the view they are in. */

import type { Token } from "marked";
import type { CodeStyle } from "./code-block";
import type { Footnotes } from "./footnotes";
import type { Formulas } from "./formulas";
import type { Headings } from "./headings";

export interface Context extends CodeStyle {
  inline: (text: string) => Token[];
  /** Addresses of the images the reader asked for. */
  shownImages: ReadonlySet<string>;
  math: Formulas;
  footnotes: Footnotes;
  headings: Headings;
}
