/** A replay of the tape in a store of its own: seek to a position, step, or play. */

import { signal, type ReadonlySignal } from "@preact/signals";
import { History } from "./history";
import { nextStop, type StepUnit } from "./stops";
import { TranscriptStore } from "./store";
import type { Tape } from "./tape";

/** Longer silences of the run are cut to this while it plays. */
const LONGEST_WAIT_MS = 1500;
/** So few rows are applied one by one; for more the transcript is taken from the history. */
const FEW_ROWS = 64;

export class Replay {
  readonly store = new TranscriptStore();
  readonly position: ReadonlySignal<number>;
  readonly length: ReadonlySignal<number>;
  readonly playing: ReadonlySignal<boolean>;
  /** How many times faster than the run it plays. */
  readonly speed = signal(1);
  /** What one step is. */
  readonly unit = signal<StepUnit>("event");
  readonly history: History;
  readonly #tape: Tape;
  #position = signal(0);
  #length = signal(0);
  #playing = signal(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** It begins at the end of what is recorded. */
  constructor(tape: Tape) {
    this.#tape = tape;
    this.history = new History(tape);
    this.position = this.#position;
    this.length = this.#length;
    this.playing = this.#playing;
    this.#load(this.history.length);
  }

  seek(position: number): void {
    this.pause();
    this.#show(position);
  }

  /** Seek an instant, in milliseconds: it may be between two positions. */
  seekTime(t: number): void {
    this.seek(this.history.position(t));
    this.store.now.value = Math.max(
      this.store.now.value,
      Math.min(t, this.history.time(this.history.length)),
    );
  }

  /** One step forward or back. */
  step(direction: 1 | -1): void {
    this.seek(nextStop(this.#tape.rows, this.unit.value, this.#position.value, direction));
  }

  /** Change the speed, also while it plays. */
  setSpeed(speed: number): void {
    this.speed.value = speed;
    clearTimeout(this.#timer);
    if (this.#playing.value) this.#playNext();
  }

  /** Play, from the start where it is at the end; or pause. */
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
    const next = this.#position.value + 1;
    if (next > this.history.length) return this.pause();
    const wait = Math.min(LONGEST_WAIT_MS, this.history.time(next) - this.history.time(next - 1));
    this.#timer = setTimeout(() => {
      this.#show(next);
      this.#playNext();
    }, wait / this.speed.value);
  }

  #show(position: number): void {
    const from = this.#position.value;
    const to = Math.max(0, Math.min(position, this.history.length));
    if (to >= from && to - from < FEW_ROWS) this.#advance(from, to);
    else this.#load(to);
  }

  #advance(from: number, to: number): void {
    for (const row of this.#tape.rows.slice(from, to)) this.store.apply(row.patches);
    this.store.now.value = this.history.time(to);
    this.#moved(to);
  }

  #load(position: number): void {
    this.store.load(this.history.at(position), this.history.time(position));
    this.#moved(position);
  }

  #moved(position: number): void {
    this.#length.value = this.history.length; // the tape of a live run grows
    this.#position.value = position;
  }
}
