/** The time of a live run, which ticks by itself between the rows that carry it. */

import { effect, type ReadonlySignal } from "@preact/signals";
import type { Board } from "./store";

const TICK_MS = 1000;

export class Clock {
  #board: Board;
  #base = performance.now();
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopWatching: () => void;

  /** It stands while the run waits or is over, and where no Python is behind the view. */
  constructor(board: Board, live: ReadonlySignal<boolean>) {
    this.#board = board;
    const tick = () => (board.now.value = Math.max(0, performance.now() - this.#base));
    this.#stopWatching = effect(() => {
      clearInterval(this.#timer);
      const facts = board.facts.value;
      if (facts.ended !== null) board.now.value = facts.ended;
      if (live.value && facts.status === "running") this.#timer = setInterval(tick, TICK_MS);
    });
  }

  /** A row says that it is `t` now. */
  heard(t: number): void {
    this.#base = performance.now() - t;
    const { now, facts } = this.#board;
    if (facts.value.ended === null && (t < now.value || t - now.value >= TICK_MS)) now.value = t;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#stopWatching();
  }
}
