/** Drawn parts that may refer to what is defined later: at the end they are drawn again. */

import type { Context } from "./context";
import type { Definitions } from "./definitions";
import { draftsOf } from "./drafts";
import { lexBlocks } from "./lexer";
import type { Drawn } from "./drawn-block";
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
    for (const part of this.#drawn) {
      if (definitions.hasLinks || part.source.includes("[^")) redraw(part, definitions, context);
    }
  }
}

function redraw({ source, head, element, before }: Drawn, definitions: Definitions, context: Context): void {
  const isHead = source === head;
  const isRow = !isHead && element.nodeName === "TR";
  const blocks = lexBlocks(isRow ? head + source : source, definitions.links);
  context.inline = blocks.inline;
  context.headings.last = before;
  const [draft] = draftsOf(blocks.tokens);
  const made = isHead ? draft?.box?.(context, 0).querySelector("tr") : draft?.parts[0]?.draw(context);
  if (made) morph(element, made);
}
