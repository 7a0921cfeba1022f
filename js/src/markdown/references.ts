/** Drawn parts that may refer to what is defined later: at the end they are drawn again. */

import type { Context } from "./context";
import type { Definitions } from "./definitions";
import { draftsOf } from "./drafts";
import { lexBlocks } from "./lexer";
import type { Drawn } from "./live";
import { morph } from "./morph";

export class References {
  #drawn: Drawn[] = [];

  /** Keep those of `drawn` that may refer to something. */
  add(drawn: Drawn[]): void {
    for (const part of drawn) if (part.source.includes("[")) this.#drawn.push(part);
  }

  /** Draw them again, now that `definitions` is complete. */
  resolve(definitions: Definitions, context: Context): void {
    if (this.#drawn.length === 0) return;
    context.footnotes.settle(definitions.notes);
    for (const part of this.#drawn) redraw(part, definitions, context);
  }
}

function redraw(part: Drawn, definitions: Definitions, context: Context): void {
  const isRow = part.element.nodeName === "TR";
  const blocks = lexBlocks(isRow ? part.shape + part.source : part.source, definitions.links);
  const [draft] = draftsOf(blocks.tokens);
  const first = draft?.parts[0];
  if (!first) return;
  context.inline = blocks.inline;
  context.headings.last = part.before;
  morph(part.element, first.draw(context));
}
