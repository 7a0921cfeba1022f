/** A block on the page: one element, or a list or table whose parts come and settle one by one. */

import type { Context } from "./context";
import type { Draft, Part } from "./drafts";
import { morph } from "./morph";
import { letGo } from "../dom/offscreen";
import { dropEmptyRows, rowsAt } from "./table-chunks";

/** Items in one box; a box that is complete needs no new layout when the next one grows. */
const PARTS_IN_BOX = 50;
/** Boxes at the end of a list that are drawn whether they are in sight or not, and the first. */
const LIVE_BOXES = 2;

export interface Piece {
  source: string;
  element: HTMLElement;
  /** The level of the last heading before and after it. */
  before: number;
  after: number;
}

/** A part as it was drawn: it can be drawn again from its source (a row needs its table's head before it). */
export interface Drawn extends Piece {
  head: string;
}

export class Group {
  readonly kind: Draft["kind"];
  readonly shape: string;
  #draft: Draft;
  #pieces: Piece[] = [];
  /** Where the parts are; a block has none and is its own only part. */
  #boxes: HTMLElement[] = [];
  /** How many parts are settled; then only parts may be added. */
  #settled = 0;
  /** The level of the last heading before the group. */
  #level = 0;

  constructor(draft: Draft, context: Context) {
    this.kind = draft.kind;
    this.shape = draft.shape;
    this.#draft = draft;
    const box = draft.box?.(context, 0);
    if (box) this.#boxes.push(box);
    this.show(draft.parts, context);
  }

  /** Whether parts of it are settled, so that it stays what it is. */
  get opened(): boolean {
    return this.#settled > 0;
  }

  /** Its elements at the level of blocks. */
  get elements(): HTMLElement[] {
    return this.#boxes.length > 0 ? this.#boxes : this.#pieces.map(({ element }) => element);
  }

  /** The element at its very end. */
  get last(): HTMLElement | undefined {
    return this.#pieces.at(-1)?.element ?? this.#boxes.at(-1);
  }

  fits({ kind, shape }: Draft): boolean {
    return this.kind === kind && (this.opened || this.shape === shape);
  }

  /** Show `parts` after those that are settled, touching only what differs. */
  show(parts: Part[], context: Context): void {
    this.#level = context.headings.last;
    parts.forEach((part, index) => {
      const piece = this.#pieces[index];
      if (piece && piece.source === part.source && piece.before === context.headings.last) {
        context.headings.last = piece.after;
      } else {
        this.#pieces[index] = this.#drawn(part, index, piece, context);
      }
    });
    for (const { element } of this.#pieces.splice(parts.length)) element.remove();
    this.#dropEmptyBoxes();
  }

  /** Become the likeness of the block `next`, in place. */
  become(next: Group): Group {
    const [old] = this.elements;
    const [piece] = next.#pieces;
    if (old && piece) piece.element = morph(old, piece.element);
    return next;
  }

  /** Let go of the first `count` parts. */
  settle(count = this.#pieces.length): Drawn[] {
    const head = this.kind === "table" ? this.shape : "";
    const drawn = this.#pieces.splice(0, count).map((piece) => ({ ...piece, head }));
    const row = head && !this.opened ? this.#boxes[0]?.querySelector("tr") : null;
    this.#settled += count;
    const level = this.#level;
    return row ? [{ source: head, head, element: row, before: level, after: level }, ...drawn] : drawn;
  }

  /** Remove it; what is settled stays. */
  remove(): void {
    for (const { element } of this.#pieces) element.remove();
    if (this.opened) this.#dropEmptyBoxes();
    else for (const box of this.#boxes) box.remove();
  }

  #drawn(part: Part, index: number, present: Piece | undefined, context: Context): Piece {
    const before = context.headings.last;
    let element = part.draw(context);
    if (present) element = morph(present.element, element);
    else this.#boxFor(this.#settled + index, context)?.append(element);
    return { source: part.source, element, before, after: context.headings.last };
  }

  /** What the part at `index` goes into. */
  #boxFor(index: number, context: Context): Element | null {
    const last = this.#boxes.at(-1) ?? null;
    if (this.kind === "table") return last && rowsAt(last, index);
    if (this.kind === "list" && index >= this.#boxes.length * PARTS_IN_BOX) {
      const past = this.#boxes.slice(1).at(-LIVE_BOXES);
      if (past) letGo(past);
      const box = this.#draft.box?.(context, index) ?? null;
      if (box) last?.after(box);
      if (box) this.#boxes.push(box);
      return box;
    }
    return last;
  }

  #dropEmptyBoxes(): void {
    while (this.kind === "list" && this.#boxes.length > 1 && !this.#boxes.at(-1)?.firstChild) {
      this.#boxes.pop()?.remove();
    }
    if (this.kind === "table") this.#boxes.forEach(dropEmptyRows);
  }
}
