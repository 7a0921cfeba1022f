/** The same document drawn in one go: lexed once, nothing frozen, nothing closed, nothing reused. */

import { CodeColours } from "../../src/markdown/code-colours";
import type { Context } from "../../src/markdown/context";
import { Definitions } from "../../src/markdown/definitions";
import { draftsOf, type Draft } from "../../src/markdown/drafts";
import { Footnotes } from "../../src/markdown/footnotes";
import { Formulas } from "../../src/markdown/formulas";
import { Headings } from "../../src/markdown/headings";
import { lexBlocks } from "../../src/markdown/lexer";
import { LiveBlocks } from "../../src/markdown/live-blocks";

export function drawnAtOnce(text: string): string {
  const el = document.createElement("div");
  const { drafts, context } = read(text, el);
  new LiveBlocks(el).show(drafts, context);
  context.footnotes.collect(el);
  return el.innerHTML;
}

/** The drafts of `text`, and what they need to be drawn in `el`. */
export function read(text: string, el: HTMLElement): { drafts: Draft[]; context: Context } {
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
    colours: new CodeColours(document.createElement("div"), undefined),
  };
  return { drafts: draftsOf(tokens), context };
}
