/** The same document drawn in one go: lexed once, nothing frozen, nothing closed, nothing reused. */

import type { Context } from "../../src/markdown/context";
import { Definitions } from "../../src/markdown/definitions";
import { draftsOf } from "../../src/markdown/drafts";
import { Footnotes } from "../../src/markdown/footnotes";
import { Formulas } from "../../src/markdown/formulas";
import { Headings } from "../../src/markdown/headings";
import { lexBlocks } from "../../src/markdown/lexer";
import { LiveBlocks } from "../../src/markdown/live-blocks";

export function drawnAtOnce(text: string): string {
  const el = document.createElement("div");
  const { tokens, inline } = lexBlocks(text, {});
  const definitions = new Definitions();
  definitions.add(tokens);
  const footnotes = new Footnotes();
  footnotes.setDefined(definitions.notes);
  const math = new Formulas(el, undefined);
  const context: Context = {
    inline,
    shownImages: new Set(),
    math,
    footnotes,
    headings: new Headings(),
    copy: true,
  };
  new LiveBlocks(el).show(draftsOf(tokens), context);
  return el.innerHTML;
}
