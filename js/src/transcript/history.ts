/** The transcript at any point of a tape. */

import type { Tape } from "./tape";
import { apply, Transcript } from "./schema";

const KEYFRAME_EVERY = 64;

export class History {
  #tape: Tape;
  #keyframes: Transcript[];

  constructor(tape: Tape) {
    this.#tape = tape;
    this.#keyframes = [tape.start ? Transcript.from(tape.start.transcript) : new Transcript()];
  }

  get length(): number {
    return this.#tape.rows.length;
  }

  /** When position `p` is: 0 is the start, `length` the last row. */
  time(position: number): number {
    return position > 0 ? this.#tape.rows[position - 1]!.t : (this.#tape.start?.t ?? 0);
  }

  /** The position at an instant: after all that had happened by then. */
  position(t: number): number {
    let [below, above] = [0, this.length];
    while (below < above) {
      const middle = (below + above + 1) >> 1;
      if (this.time(middle) <= t) below = middle;
      else above = middle - 1;
    }
    return below;
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
    for (const row of this.#tape.rows.slice(from, from + count)) {
      for (const patch of row.patches) apply(next, patch);
    }
    return next;
  }
}
