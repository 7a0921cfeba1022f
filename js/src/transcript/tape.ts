/** The tape: the recorded run as rows of patches, from its beginning or from a later snapshot. */

import { apply, Transcript, type Patch, type TranscriptData } from "./schema";

/** One flush: the patches of some milliseconds, numbered. Also one line of the tape's file. */
export interface TapeRow {
  seq: number;
  /** Milliseconds since the run began. */
  t: number;
  patches: Patch[];
}

/** The transcript as it was after row `seq`. */
export interface Snapshot {
  seq: number;
  t: number;
  transcript: TranscriptData;
  /** What is to be done to the transcript yet, where it came in parts. */
  patches?: Patch[];
}

/** The transcript of a snapshot. Throws where a part of it does not fit. */
export function transcriptOf(snapshot: Snapshot): Transcript {
  const transcript = Transcript.from(snapshot.transcript);
  snapshot.patches?.forEach((patch) => apply(transcript, patch));
  return transcript;
}

export interface TapeHeader {
  format: string;
  version: number;
  began?: number | null;
}

export interface Tape {
  /** The state before the first row; null: the rows are those from the beginning. */
  start: Snapshot | null;
  rows: TapeRow[];
}
