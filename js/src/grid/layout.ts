/** Which rows of the list are in sight, and where: a window of rows, however many there are. */

import type { GridView } from "./view";

/** Pixels of a row: beside each other, and where columns fold below each other. The style sheets say the same. */
const ROW = 34;
const FOLDED_ROW = 56;
/** Of a matrix that is folded: the input, and a line for each agent. */
const FOLDED_LINE = 27;
/** Below this width columns fold; narrow.css says the same. */
const FOLDED_WIDTH = 576;
/** The head of the list, which stays in sight. */
const HEAD = 24;
/** Rows that are drawn above and below what is in sight. */
const MARGIN = 4;
/** The height of an open run, of which all the parts have to fit. */
export const PANEL = 420;

export class Layout {
  readonly #view: GridView;
  #list: HTMLElement | null = null;
  #height = 400;
  /** The width of the list in pixels. */
  width = 900;
  readonly #observer = new ResizeObserver(() => this.#measure());
  /** The places of the items that are open, in order. */
  #open: number[] | null = null;

  constructor(view: GridView) {
    this.#view = view;
  }

  destroy(): void {
    this.#observer.disconnect();
  }

  /** The element that scrolls. */
  readonly setList = (list: HTMLElement | null) => {
    if (list === this.#list) return;
    this.#observer.disconnect();
    this.#list = list;
    if (list) this.#observer.observe(list);
  };

  get isFolded(): boolean {
    return this.width < FOLDED_WIDTH;
  }

  get row(): number {
    if (!this.isFolded) return ROW;
    return this.#view.isMatrix ? ROW + FOLDED_LINE * this.#view.store.agents.length : FOLDED_ROW;
  }

  get #head(): number {
    return this.isFolded ? 0 : HEAD;
  }

  get total(): number {
    return this.top(this.#view.items.length);
  }

  /** Rows were opened, closed or put into another order. */
  changed(): void {
    this.#open = null;
  }

  /** Where a row begins. */
  top(at: number): number {
    const open = this.#openPlaces().filter((place) => place < at).length;
    return at * this.row + open * PANEL;
  }

  /** The rows to draw: the first, and the one after the last. */
  range(): [number, number] {
    const from = this.#list?.scrollTop ?? 0;
    const { length } = this.#view.items;
    const first = Math.max(0, this.#at(from) - MARGIN);
    const last = Math.min(length, this.#at(from + this.#height) + 1 + MARGIN);
    return [first, last];
  }

  /** Bring a row into sight, with as much of its open run as fits. */
  reveal(at: number): void {
    if (!this.#list) return;
    const top = this.top(at);
    const bottom = this.top(at + 1);
    const { scrollTop } = this.#list;
    const height = this.#height - this.#head;
    if (top < scrollTop) this.#list.scrollTop = top;
    else if (bottom > scrollTop + height) this.#list.scrollTop = Math.min(top, bottom - height);
  }

  scrollToTop(): void {
    if (this.#list) this.#list.scrollTop = 0;
    this.changed();
  }

  /** The row at a height. */
  #at(y: number): number {
    for (const place of this.#openPlaces()) {
      const end = (place + 1) * this.row;
      if (y < end) break;
      if (y < end + PANEL) return place;
      y -= PANEL;
    }
    return Math.max(0, Math.floor(y / this.row));
  }

  #openPlaces(): number[] {
    this.#open ??= [...this.#view.open.keys()]
      .flatMap((key) => this.#view.placeOf(key) ?? [])
      .sort((a, b) => a - b);
    return this.#open;
  }

  #measure(): void {
    const { clientHeight, clientWidth } = this.#list!;
    if (clientHeight === this.#height && clientWidth === this.width) return;
    this.#height = clientHeight;
    this.width = clientWidth;
    this.#view.update();
  }
}
