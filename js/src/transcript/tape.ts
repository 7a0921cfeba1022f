/** The recorded run: rows of patches, from the beginning or from a later state. */

import type { Snapshot, TapeRow } from "../kernel/messages";

export interface Tape {
  /** The state before the first row; without it the rows are those from the beginning. */
  start: Snapshot | null;
  rows: TapeRow[];
}
