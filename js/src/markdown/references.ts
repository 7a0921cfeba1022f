/** Frozen parts that may refer to what is defined later: at the end of the text they are drawn again. */

import type { Context } from "./context";
import type { Definitions } from "./definitions";
import { draftsOf } from "./drafts";
import type { FrozenPart } from "./drawn-block";
import { lexBlocks } from "./lexer";
import { morph } from "./morph";

export class References {
  #parts: FrozenPart[] = [];

  /** Keep those of `parts` that may refer to something. */
  add(parts: FrozenPart[]): void {
    for (const part of parts) if (part.source.includes("[")) this.#parts.push(part);
  }

  /** Draw them again, now that `definitions` is complete. */
  resolve(definitions: Definitions, context: Context): void {
    if (this.#parts.length === 0) return;
    context.footnotes.setDefined(definitions.notes);
    for (const part of this.#parts) {
      if (definitions.hasLinks || part.source.includes("[^")) redraw(part, definitions, context);
    }
  }
}

function redraw(part: FrozenPart, definitions: Definitions, context: Context): void {
  const { source, head, element } = part;
  const isHead = source === head;
  const isRow = !isHead && element.nodeName === "TR";
  const blocks = lexBlocks(isRow ? head + source : source, definitions.links);
  context.inline = blocks.inline;
  context.headings.last = part.before;
  const [draft] = draftsOf(blocks.tokens);
  const drawn = isHead ? draft?.container?.(context, 0).querySelector("tr") : draft?.parts[0]?.draw(context);
  if (drawn) morph(element, drawn);
}
