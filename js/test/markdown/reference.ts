/** The same document drawn in one go: lexed once, nothing frozen, nothing closed, nothing reused. */

import type { Context } from "../../src/markdown/context";
import { Definitions } from "../../src/markdown/definitions";
import { draftsOf } from "../../src/markdown/drafts";
import { Footnotes } from "../../src/markdown/footnotes";
import { Formulas } from "../../src/markdown/formulas";
import { Headings } from "../../src/markdown/headings";
import { lexBlocks } from "../../src/markdown/lexer";

export function drawnAtOnce(text: string): string {
  const el = document.createElement("div");
  const { tokens, inline } = lexBlocks(text, {});
  const definitions = new Definitions();
  definitions.add(tokens);
  const footnotes = new Footnotes();
  footnotes.settle(definitions.notes);
  const math = new Formulas(el, undefined);
  const context: Context = {
    inline,
    shownImages: new Set(),
    math,
    footnotes,
    headings: new Headings(),
    copy: true,
  };
  for (const { box, parts } of draftsOf(tokens)) {
    const made = box?.(context) ?? null;
    const elements = parts.map((part) => part.draw(context));
    (made?.querySelector("tbody") ?? made ?? el).append(...elements);
    if (made) el.append(made);
  }
  return el.innerHTML;
}
