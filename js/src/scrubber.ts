/** Moves a board of its own along the tape: to an instant, step by step, or playing. */

import { signal, type ReadonlySignal } from "@preact/signals";
import { Board } from "./board";
import type { Store } from "./store";
import { Tape } from "./tape";

/** Longer silences of the run are cut to this while it plays. */
const LONGEST_WAIT_MS = 1500;
const FEW_ROWS = 64;

export class Scrubber {
  readonly board = new Board();
  readonly active: ReadonlySignal<boolean>;
  readonly position: ReadonlySignal<number>;
  readonly length: ReadonlySignal<number>;
  readonly playing: ReadonlySignal<boolean>;
  readonly speed = signal(1);
  tape = new Tape();
  #store: Store;
  #active = signal(false);
  #position = signal(0);
  #length = signal(0);
  #playing = signal(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Store) {
    this.#store = store;
    this.active = this.#active;
    this.position = this.#position;
    this.length = this.#length;
    this.playing = this.#playing;
  }

  /** Leave the present, and stand at the end of what is recorded. */
  async enter(): Promise<void> {
    this.tape = await this.#store.wholeTape();
    this.#length.value = this.tape.length;
    this.#show(this.tape.length, true);
    this.#active.value = true;
  }

  /** Back to the present. */
  leave(): void {
    this.pause();
    this.#active.value = false;
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
    if (this.#position.value >= this.tape.length) this.#show(0);
    this.#playing.value = true;
    this.#playNext();
  }

  pause(): void {
    clearTimeout(this.#timer);
    this.#playing.value = false;
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #playNext(): void {
    const at = this.#position.value;
    if (at >= this.tape.length) return this.pause();
    const wait = Math.min(LONGEST_WAIT_MS, this.tape.time(at + 1) - this.tape.time(at));
    this.#timer = setTimeout(() => {
      this.#show(at + 1);
      this.#playNext();
    }, wait / this.speed.value);
  }

  #show(position: number, anew = false): void {
    this.#length.value = this.tape.length;
    const to = Math.max(0, Math.min(position, this.tape.length));
    const from = this.#position.value;
    if (!anew && to >= from && to - from < FEW_ROWS) {
      for (const row of this.tape.rows.slice(from, to)) this.board.receive(row.patches);
      this.board.now.value = this.tape.time(to);
    } else {
      this.board.load(this.tape.at(to), this.tape.time(to));
    }
    this.#position.value = to;
  }
}
