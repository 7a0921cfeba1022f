/** Heading levels, below the page's own and without a gap, for readers who move by them. */

const TOP = 3;
const LOWEST = 6;

export class Headings {
  #last = TOP - 1;

  /** The level of the last heading; set it to draw again from there. */
  get last(): number {
    return this.#last;
  }

  set last(level: number) {
    this.#last = level;
  }

  /** The level of the next heading, which Markdown gives a depth of 1 to 6. */
  level(depth: number): number {
    this.#last = Math.min(TOP - 1 + depth, this.#last + 1, LOWEST);
    return this.#last;
  }
}
