/** The live end of the text: what is drawn for it, and how that becomes the next drawing. */

import type { Context } from "./context";
import { element } from "../dom/element";
import type { Draft } from "./drafts";
import { Group, type Drawn } from "./drawn-block";
import { letGo } from "../dom/offscreen";

/** Blocks in one part of the page: the browser need not look at those in parts that are complete. */
const BLOCKS_IN_PART = 16;
/** Parts at the end that are drawn whether they are in sight or not: more than fit, no more than may grow. */
const LIVE_PARTS = 3;

export class Live {
  #root: HTMLElement;
  #groups: Group[] = [];
  #settled = 0;
  /** How many parts are drawn only where they are in sight. */
  #past = 0;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Show `drafts`, touching only what differs from what is shown. */
  show(drafts: Draft[], context: Context): void {
    this.#letGo();
    drafts.forEach((draft, index) => {
      const group = this.#groups[index];
      if (!group) this.#add(new Group(draft, context));
      else if (group.fits(draft)) group.show(draft.parts, context);
      else this.#groups[index] = replaced(group, new Group(draft, context));
    });
    for (const group of this.#groups.splice(drafts.length)) group.remove();
    const part = this.#root.lastElementChild;
    if (part && !part.firstChild) part.remove();
  }

  /** Let go of the first `count` groups, which nobody touches again; what was drawn for them. */
  settle(count: number): Drawn[] {
    this.#settled += count;
    return this.#groups.splice(0, count).flatMap((group) => group.settle());
  }

  /** Let go of the first `count` parts of the first group, which stays open for more. */
  settleParts(count: number): Drawn[] {
    return this.#groups[0]?.settle(count) ?? [];
  }

  /** Add a block that looks after itself. */
  addSettled(block: HTMLElement): void {
    this.#part(this.#settled).append(block);
    this.#settled += 1;
  }

  /** The element at the very end, for text that is not lexed yet. */
  get last(): HTMLElement | null {
    return this.#groups.at(-1)?.last ?? null;
  }

  /** Have the parts above drawn only in sight. */
  #letGo(): void {
    const parts = this.#root.children;
    for (; this.#past < parts.length - LIVE_PARTS; this.#past += 1) {
      if (!letGo(parts[this.#past] as HTMLElement)) return;
    }
  }

  #add(group: Group): void {
    this.#part(this.#settled + this.#groups.length).append(...group.elements);
    this.#groups.push(group);
  }

  /** What the block at `index` goes into. */
  #part(index: number): Element {
    const last = this.#root.lastElementChild;
    if (last && index % BLOCKS_IN_PART > 0) return last;
    const part = element("div", { class: "agw-part" });
    this.#root.append(part);
    return part;
  }
}

function replaced(old: Group, made: Group): Group {
  if (old.kind === "block" && made.kind === "block") return old.become(made);
  old.elements.at(-1)?.after(...made.elements);
  old.remove();
  return made;
}
