/** The transcript at any position of a tape, from keyframes. */

import { apply, Transcript } from "./schema";
import { transcriptOf, type Tape } from "./tape";

const KEYFRAME_EVERY = 64;

export class History {
  #tape: Tape;
  #keyframes: Transcript[];

  constructor(tape: Tape) {
    this.#tape = tape;
    this.#keyframes = [tape.start ? transcriptOf(tape.start) : new Transcript()];
  }

  /** The number of rows, which is the last position; position 0 is the start. */
  get length(): number {
    return this.#tape.rows.length;
  }

  /** When `position` was, in milliseconds since the run began. */
  time(position: number): number {
    return position > 0 ? this.#tape.rows[position - 1]!.t : (this.#tape.start?.t ?? 0);
  }

  /** The position at an instant: after all that had happened by then. */
  position(t: number): number {
    let below = 0;
    let above = this.length;
    while (below < above) {
      const middle = Math.ceil((below + above) / 2);
      if (this.time(middle) <= t) below = middle;
      else above = middle - 1;
    }
    return below;
  }

  /** The transcript as it was after the first `position` rows. */
  at(position: number): Transcript {
    const frame = Math.floor(position / KEYFRAME_EVERY);
    while (this.#keyframes.length <= frame) {
      const last = this.#keyframes.length - 1;
      this.#keyframes.push(this.#advance(last, KEYFRAME_EVERY));
    }
    return this.#advance(frame, position % KEYFRAME_EVERY);
  }

  /** The transcript `count` rows after a keyframe. */
  #advance(frame: number, count: number): Transcript {
    const transcript = this.#keyframes[frame]!.copy();
    const start = frame * KEYFRAME_EVERY;
    for (const row of this.#tape.rows.slice(start, start + count)) {
      for (const patch of row.patches) apply(transcript, patch);
    }
    return transcript;
  }
}
