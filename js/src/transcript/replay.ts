/** Moves a board of its own along the tape: to an instant, step by step, or playing. */

import { signal, type ReadonlySignal } from "@preact/signals";
import { Board } from "./store";
import type { Tape } from "./tape";
import type { Replay } from "../views/view-state";
import { History } from "./history";

/** Longer silences of the run are cut to this while it plays. */
const LONGEST_WAIT_MS = 1500;
const FEW_ROWS = 64;

export class Scrubber implements Replay {
  readonly board = new Board();
  readonly position: ReadonlySignal<number>;
  readonly length: ReadonlySignal<number>;
  readonly playing: ReadonlySignal<boolean>;
  readonly speed = signal(1);
  readonly history: History;
  readonly #tape: Tape;
  #position = signal(0);
  #length = signal(0);
  #playing = signal(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** It stands at the end of what is recorded. */
  constructor(tape: Tape) {
    this.#tape = tape;
    this.history = new History(tape);
    this.position = this.#position;
    this.length = this.#length;
    this.playing = this.#playing;
    this.#show(tape.rows.length, true);
  }

  seek(position: number): void {
    this.pause();
    this.#show(position);
  }

  step(rows: number): void {
    this.seek(this.#position.value + rows);
  }

  toggle(): void {
    if (this.#playing.value) return this.pause();
    if (this.#position.value >= this.history.length) this.#show(0);
    this.#playing.value = true;
    this.#playNext();
  }

  pause(): void {
    clearTimeout(this.#timer);
    this.#playing.value = false;
  }

  #playNext(): void {
    const at = this.#position.value;
    if (at >= this.history.length) return this.pause();
    const wait = Math.min(LONGEST_WAIT_MS, this.history.time(at + 1) - this.history.time(at));
    this.#timer = setTimeout(() => {
      this.#show(at + 1);
      this.#playNext();
    }, wait / this.speed.value);
  }

  #show(position: number, anew = false): void {
    this.#length.value = this.history.length;
    const to = Math.max(0, Math.min(position, this.history.length));
    const from = this.#position.value;
    if (!anew && to >= from && to - from < FEW_ROWS) {
      for (const row of this.#tape.rows.slice(from, to)) this.board.receive(row.patches);
      this.board.now.value = this.history.time(to);
    } else {
      this.board.load(this.history.at(to), this.history.time(to));
    }
    this.#position.value = to;
  }
}
