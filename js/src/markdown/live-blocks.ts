/** The live blocks: what is drawn for the end of the text, and how that becomes the next drawing. */

import { element } from "../dom/element";
import { skipOffscreen } from "../dom/offscreen";
import type { Context } from "./context";
import type { Draft } from "./drafts";
import { DrawnBlock, type FrozenPart } from "./drawn-block";

/** Blocks in one chunk of the page: the browser need not lay out those in chunks that are full. */
const BLOCKS_IN_CHUNK = 16;
/** Chunks at the end that are rendered also off screen: more than fit on it, no more than may grow. */
const LIVE_CHUNKS = 3;

export class LiveBlocks {
  #root: HTMLElement;
  #blocks: DrawnBlock[] = [];
  /** How many blocks before these are frozen. */
  #frozenCount = 0;
  /** How many chunks are rendered only on screen. */
  #skippedChunks = 0;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Show `drafts`, touching only what differs from what is shown. */
  show(drafts: Draft[], context: Context): void {
    this.#skipOffscreen();
    drafts.forEach((draft, index) => {
      const block = this.#blocks[index];
      if (!block) this.#add(new DrawnBlock(draft, context));
      else if (block.fits(draft)) block.show(draft.parts, context);
      else this.#blocks[index] = replaced(block, new DrawnBlock(draft, context));
    });
    for (const block of this.#blocks.splice(drafts.length)) block.remove();
    const chunk = this.#root.lastElementChild;
    if (chunk && !chunk.firstChild) chunk.remove();
  }

  /** Freeze the first `count` blocks: they are not touched again. */
  freeze(count: number): FrozenPart[] {
    this.#frozenCount += count;
    return this.#blocks.splice(0, count).flatMap((block) => block.freeze());
  }

  /** Freeze the first `count` parts of the first block, which stays live for more. */
  freezeParts(count: number): FrozenPart[] {
    return this.#blocks[0]?.freeze(count) ?? [];
  }

  /** Add a block that is drawn by somebody else, frozen from the first. */
  addFrozen(block: HTMLElement): void {
    this.#chunkAt(this.#frozenCount).append(block);
    this.#frozenCount += 1;
  }

  /** The element at the very end, for text that is not parsed yet. */
  get last(): HTMLElement | null {
    return this.#blocks.at(-1)?.last ?? null;
  }

  #skipOffscreen(): void {
    const chunks = this.#root.children;
    for (; this.#skippedChunks < chunks.length - LIVE_CHUNKS; this.#skippedChunks += 1) {
      if (!skipOffscreen(chunks[this.#skippedChunks] as HTMLElement)) return;
    }
  }

  #add(block: DrawnBlock): void {
    this.#chunkAt(this.#frozenCount + this.#blocks.length).append(...block.elements);
    this.#blocks.push(block);
  }

  /** The chunk that the block at `index` goes into. */
  #chunkAt(index: number): Element {
    const last = this.#root.lastElementChild;
    if (last && index % BLOCKS_IN_CHUNK > 0) return last;
    const chunk = element("div", { class: "agw-chunk" });
    this.#root.append(chunk);
    return chunk;
  }
}

/** Put `next` in the place of `block`; the block that is then on the page. */
function replaced(block: DrawnBlock, next: DrawnBlock): DrawnBlock {
  if (block.kind === "block" && next.kind === "block") return block.morphInto(next);
  block.elements.at(-1)?.after(...next.elements);
  block.remove();
  return next;
}
