/** The live end of the text: what is drawn for it, and how that becomes the next drawing. */

import type { Context } from "./context";
import type { Draft, Part } from "./drafts";
import { morph } from "./morph";

interface Piece {
  source: string;
  element: HTMLElement;
  /** The level of the last heading before and after it. */
  before: number;
  after: number;
}

/** A part as it was drawn: it can be drawn again from its source (a row needs its table's head before it). */
export interface Drawn extends Piece {
  shape: string;
}

interface Group {
  kind: Draft["kind"];
  shape: string;
  element: HTMLElement;
  /** Where its parts are; `null` for a block, which is its own only part. */
  body: HTMLElement | null;
  pieces: Piece[];
  /** The level of the last heading before it. */
  level: number;
  /** Whether parts of it are frozen: then only parts may be added. */
  opened: boolean;
}

export class Live {
  #root: HTMLElement;
  #groups: Group[] = [];

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Show `drafts`, touching only what differs from what is shown. */
  show(drafts: Draft[], context: Context): void {
    drafts.forEach((draft, index) => {
      const group = this.#groups[index];
      const fits = group?.kind === draft.kind && (group.opened || group.shape === draft.shape);
      if (fits) reconcile(group, draft.parts, context);
      else this.#put(index, draft, context);
    });
    for (const { element } of this.#groups.splice(drafts.length)) element.remove();
  }

  /** Let go of the first `count` groups, which nobody touches again; what was drawn for them. */
  freeze(count: number): Drawn[] {
    return this.#groups.splice(0, count).flatMap((group) => settled(group, group.pieces));
  }

  /** Let go of the first `count` parts of the first group, which stays open for more. */
  freezeParts(count: number): Drawn[] {
    const group = this.#groups[0];
    if (!group) return [];
    const drawn = settled(group, group.pieces.splice(0, count));
    group.opened = true;
    return drawn;
  }

  /** The element at the very end, for text that is not lexed yet. */
  get last(): HTMLElement | null {
    const group = this.#groups.at(-1);
    return group?.pieces.at(-1)?.element ?? group?.element ?? null;
  }

  #put(index: number, draft: Draft, context: Context): void {
    const made = build(draft, context);
    const old = this.#groups[index];
    this.#groups[index] = made;
    if (!old) {
      this.#root.append(made.element);
    } else if (old.opened) {
      // What is frozen in it stays.
      for (const { element } of old.pieces) element.remove();
      old.element.after(made.element);
    } else if (old.kind === "block" && made.kind === "block") {
      adopt(made, old.element);
    } else {
      old.element.replaceWith(made.element);
    }
  }
}

function settled({ kind, shape, element, level, opened }: Group, pieces: Piece[]): Drawn[] {
  const drawn = pieces.map((piece) => ({ ...piece, shape }));
  const head = kind === "table" && !opened ? element.querySelector("tr") : null;
  return head ? [{ source: shape, shape, element: head, before: level, after: level }, ...drawn] : drawn;
}

function adopt(made: Group, element: HTMLElement): void {
  made.element = morph(element, made.element);
  const piece = made.pieces[0];
  if (piece) piece.element = made.element;
}

function build(draft: Draft, context: Context): Group {
  const level = context.headings.last;
  const box = draft.box?.(context) ?? null;
  const pieces = draft.parts.map((part) => drawn(part, context));
  const body = box && (box.querySelector("tbody") ?? box);
  body?.append(...pieces.map(({ element }) => element));
  const element = box ?? (pieces[0] as Piece).element;
  return { kind: draft.kind, shape: draft.shape, element, body, pieces, level, opened: false };
}

function drawn(part: Part, context: Context): Piece {
  const before = context.headings.last;
  const element = part.draw(context);
  return { source: part.source, element, before, after: context.headings.last };
}

function reconcile(group: Group, parts: Part[], context: Context): void {
  group.level = context.headings.last;
  parts.forEach((part, index) => {
    const piece = group.pieces[index];
    if (piece && piece.source === part.source && piece.before === context.headings.last) {
      context.headings.last = piece.after;
      return;
    }
    const next = drawn(part, context);
    if (piece) next.element = morph(piece.element, next.element);
    else group.body?.append(next.element);
    group.pieces[index] = next;
    if (!group.body) group.element = next.element;
  });
  for (const { element } of group.pieces.splice(parts.length)) element.remove();
}
