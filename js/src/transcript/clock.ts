/** The clock of a live run, which ticks by itself between the rows that carry the time. */

import { effect, type ReadonlySignal } from "@preact/signals";
import type { TranscriptStore } from "./store";

const TICK_MS = 1000;

export class RunClock {
  #store: TranscriptStore;
  /** When the run began, by the clock of this page. */
  #began = performance.now();
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopEffect: () => void;

  /** It ticks while the run is at work or waits, as Python counts, and only while Python is there. */
  constructor(store: TranscriptStore, live: ReadonlySignal<boolean>) {
    this.#store = store;
    const tick = () => (store.now.value = Math.max(0, performance.now() - this.#began));
    this.#stopEffect = effect(() => {
      clearInterval(this.#timer);
      const facts = store.facts.value;
      if (facts.ended !== null) store.now.value = facts.ended;
      const isOpen = facts.status === "running" || facts.status === "waiting";
      if (live.value && isOpen) this.#timer = setInterval(tick, TICK_MS);
    });
  }

  /** Set the clock: a row says that it is `t` now. */
  sync(t: number): void {
    this.#began = performance.now() - t;
    const { now, facts } = this.#store;
    const isOff = t < now.value || t - now.value >= TICK_MS;
    if (facts.value.ended === null && isOff) now.value = t;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#stopEffect();
  }
}
