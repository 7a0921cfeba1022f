/** The recorded run: rows of patches from a known start, and the transcript at any point of it. */

import type { Snapshot, TapeRow } from "./messages";
import { apply, Transcript } from "./transcript";

const KEYFRAME_EVERY = 64;

export class Tape {
  #start: Transcript;
  #startT: number;
  #keyframes: Transcript[];
  readonly rows: TapeRow[] = [];

  /** Without a snapshot the tape starts at the beginning of the run. */
  constructor(start?: Snapshot) {
    this.#start = start ? Transcript.from(start.transcript) : new Transcript();
    this.#startT = start?.t ?? 0;
    this.#keyframes = [this.#start];
  }

  get length(): number {
    return this.rows.length;
  }

  add(row: TapeRow): void {
    this.rows.push(row);
  }

  /** When position `p` is: 0 is the start, `length` the last row. */
  time(position: number): number {
    return position > 0 ? this.rows[position - 1]!.t : this.#startT;
  }

  /** The last position at or before `t`. */
  positionAt(t: number): number {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle]!.t <= t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The transcript as it was after the first `position` rows. */
  at(position: number): Transcript {
    const frame = Math.floor(position / KEYFRAME_EVERY);
    while (this.#keyframes.length <= frame) {
      const from = this.#keyframes.length - 1;
      this.#keyframes.push(this.#advance(this.#keyframes[from]!, from * KEYFRAME_EVERY, KEYFRAME_EVERY));
    }
    return this.#advance(this.#keyframes[frame]!, frame * KEYFRAME_EVERY, position % KEYFRAME_EVERY);
  }

  #advance(transcript: Transcript, from: number, count: number): Transcript {
    const next = transcript.copy();
    for (const row of this.rows.slice(from, from + count)) {
      for (const patch of row.patches) apply(next, patch);
    }
    return next;
  }
}
