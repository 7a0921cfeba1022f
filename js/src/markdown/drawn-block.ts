/** A drawn block: one element, or a list or table whose parts are drawn and frozen one by one. */

import { skipOffscreen } from "../dom/offscreen";
import type { Context } from "./context";
import type { Draft, Part } from "./drafts";
import { morph } from "./morph";
import { removeEmptyChunk, rowsContainer } from "./table-chunks";

/** Items in one list element; one that is full needs no new layout when the next one grows. */
const ITEMS_IN_LIST = 50;
/** List elements at the end that are rendered also off screen, and the first. */
const LIVE_LISTS = 2;

export interface DrawnPart {
  source: string;
  element: HTMLElement;
  /** The level of the last heading before and after it. */
  before: number;
  after: number;
}

/**
 * A part that no later text changes. It can be drawn again from its source, a row with its table's head
 * before it.
 */
export interface FrozenPart extends DrawnPart {
  head: string;
}

export class DrawnBlock {
  readonly kind: Draft["kind"];
  readonly shape: string;
  #draft: Draft;
  /** The parts that are not frozen. */
  #parts: DrawnPart[] = [];
  /** The elements that hold the parts; none for a block, which is its own only part. */
  #containers: HTMLElement[] = [];
  #frozenCount = 0;
  /** The level of the last heading before the block. */
  #headingBefore = 0;

  constructor(draft: Draft, context: Context) {
    this.kind = draft.kind;
    this.shape = draft.shape;
    this.#draft = draft;
    const container = draft.container?.(context, 0);
    if (container) this.#containers.push(container);
    this.show(draft.parts, context);
  }

  /** Its elements at the level of blocks. */
  get elements(): HTMLElement[] {
    return this.#containers.length > 0 ? this.#containers : this.#parts.map(({ element }) => element);
  }

  /** The element at its very end. */
  get last(): HTMLElement | undefined {
    return this.#parts.at(-1)?.element ?? this.#containers.at(-1);
  }

  /** Whether it can show `draft`. Once parts of it are frozen it stays what it is. */
  fits({ kind, shape }: Draft): boolean {
    return this.kind === kind && (this.#hasFrozen || this.shape === shape);
  }

  /** Show `parts` after those that are frozen, touching only what differs. */
  show(parts: Part[], context: Context): void {
    this.#headingBefore = context.headings.last;
    parts.forEach((part, index) => {
      const present = this.#parts[index];
      if (present && present.source === part.source && present.before === context.headings.last) {
        context.headings.last = present.after;
      } else {
        this.#parts[index] = this.#draw(part, index, present, context);
      }
    });
    for (const { element } of this.#parts.splice(parts.length)) element.remove();
    this.#removeEmptyContainers();
  }

  /** Morph into `next`, in place; the block that is then on the page. Both are of kind "block". */
  morphInto(next: DrawnBlock): DrawnBlock {
    const [present] = this.elements;
    const [part] = next.#parts;
    if (present && part) part.element = morph(present, part.element);
    return next;
  }

  /** Freeze the first `count` parts: they are not touched again. */
  freeze(count = this.#parts.length): FrozenPart[] {
    const head = this.kind === "table" ? this.shape : "";
    const headRow = this.#hasFrozen ? null : this.#headRow(head);
    const frozen = this.#parts.splice(0, count).map((part) => ({ ...part, head }));
    this.#frozenCount += count;
    return headRow ? [headRow, ...frozen] : frozen;
  }

  /** Remove it from the page; what is frozen stays. */
  remove(): void {
    for (const { element } of this.#parts) element.remove();
    if (this.#hasFrozen) this.#removeEmptyContainers();
    else for (const container of this.#containers) container.remove();
  }

  get #hasFrozen(): boolean {
    return this.#frozenCount > 0;
  }

  /** The head of a table as a part. */
  #headRow(head: string): FrozenPart | null {
    const element = head ? this.#containers[0]?.querySelector("tr") : null;
    if (!element) return null;
    return { source: head, head, element, before: this.#headingBefore, after: this.#headingBefore };
  }

  #draw(part: Part, index: number, present: DrawnPart | undefined, context: Context): DrawnPart {
    const before = context.headings.last;
    let element = part.draw(context);
    if (present) element = morph(present.element, element);
    else this.#containerAt(this.#frozenCount + index, context)?.append(element);
    return { source: part.source, element, before, after: context.headings.last };
  }

  /** What the part at `index` goes into; null for a block. */
  #containerAt(index: number, context: Context): Element | null {
    const last = this.#containers.at(-1) ?? null;
    if (this.kind === "table") return last && rowsContainer(last, index);
    const isFull = this.kind === "list" && index >= this.#containers.length * ITEMS_IN_LIST;
    return isFull ? this.#newList(index, context) : last;
  }

  #newList(index: number, context: Context): HTMLElement | null {
    const done = this.#containers.slice(1).at(-LIVE_LISTS);
    if (done) skipOffscreen(done);
    const list = this.#draft.container?.(context, index) ?? null;
    if (!list) return null;
    this.#containers.at(-1)?.after(list);
    this.#containers.push(list);
    return list;
  }

  #removeEmptyContainers(): void {
    while (this.kind === "list" && this.#containers.length > 1 && !this.#containers.at(-1)?.firstChild) {
      this.#containers.pop()?.remove();
    }
    if (this.kind === "table") this.#containers.forEach(removeEmptyChunk);
  }
}
