/** Long work in slices: what a page has to draw at once leaves room for its frames, clicks and keys. */

/** So long the page may be kept busy without a break, in milliseconds. */
const BUDGET = 12;

/** Does a little; whether there is more to do. */
export type Work = () => boolean;

export class Slices {
  #queue: Work[] = [];
  /** Until when the present task may work; null: it has not begun. */
  #until: number | null = null;

  /** `later` calls back in a task of its own; `now` is the time in milliseconds. */
  constructor(
    readonly later: (callback: () => void) => void,
    readonly now: () => number,
  ) {}

  /** Do work as soon as there is time for it: now, if the present task has some left. */
  add(work: Work): void {
    this.#queue.push(work);
    if (this.#until === null) {
      this.#until = this.now() + BUDGET;
      this.later(this.#next);
    }
    this.#go(this.#until);
  }

  /** Forget work that is not done yet. */
  drop(work: Work): void {
    this.#queue = this.#queue.filter((other) => other !== work);
  }

  #next = (): void => {
    this.#until = null;
    if (this.#queue.length === 0) return;
    this.#until = this.now() + BUDGET;
    this.later(this.#next);
    this.#go(this.#until);
  };

  #go(until: number): void {
    while (this.#queue.length > 0 && this.now() < until) {
      const work = this.#queue.shift() as Work;
      if (work()) this.#queue.unshift(work);
    }
  }
}

/** What all views of a page share, as they share its one thread. */
export const pageSlices = new Slices(
  (callback) => {
    // A task at once, which a page in the background gets, too.
    const channel = new MessageChannel();
    channel.port1.onmessage = () => (channel.port1.close(), callback());
    channel.port2.postMessage(null);
  },
  () => performance.now(),
);
