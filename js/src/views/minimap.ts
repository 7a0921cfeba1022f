/** The marks of the minimap: how much was written when, and where something happened. */

import { dictionary } from "../transcript/dictionary";
import type { Entry, EntryState, Patch } from "../transcript/schema";
import type { TapeRow } from "../transcript/tape";
import { entryLook } from "./entry-kinds";

export type Tone = "text" | "tool" | "handoff" | "bad" | "ask";

export interface Mark {
  at: number;
  width: number;
  height: number;
  tone: Tone;
}

/** Text is summed up in so many columns. */
const COLUMNS = 120;
/** Heights of marks, of which the minimap is 16 high. */
const FULL_HEIGHT = 16;
const MAX_TEXT_HEIGHT = 9;
const MIN_TEXT_HEIGHT = 2;

const STATE_TONES: Record<EntryState, Tone | null> = dictionary({
  streaming: null,
  waiting: null,
  running: null,
  awaiting_approval: "ask",
  done: null,
  failed: "bad",
  denied: null,
  not_run: null,
  cancelled: null,
  retracted: null,
});

/** Marks along positions 0 to `rows.length`. */
export function marksOf(rows: TapeRow[]): Mark[] {
  const width = rows.length / COLUMNS;
  const span = Math.max(1, width);
  const written: number[] = [];
  const marks: Mark[] = [];
  rows.forEach((row, at) => {
    const column = Math.floor(at / span);
    for (const patch of row.patches) {
      if (patch.op === "append") written[column] = (written[column] ?? 0) + String(patch.value).length;
      const tone = toneOf(patch);
      if (tone) marks.push({ at: column * span, width, height: FULL_HEIGHT, tone });
    }
  });
  const most = Math.max(1, ...written.filter(Boolean));
  written.forEach((size, column) => {
    const height = (MAX_TEXT_HEIGHT * size) / most;
    marks.unshift({ at: column * span, width, height: Math.max(MIN_TEXT_HEIGHT, height), tone: "text" });
  });
  return withoutDuplicates(marks);
}

/** What a patch is marked as; null: not at all. */
function toneOf({ op, at: [collection, , field], value }: Patch): Tone | null {
  if (collection !== "entries") return null;
  if (op === "put") return entryLook((value as Entry).kind).tone;
  const setsState = op === "set" && field === "state";
  return setsState ? (STATE_TONES[value as EntryState] ?? null) : null;
}

function withoutDuplicates(marks: Mark[]): Mark[] {
  const seen = new Map(marks.map((mark) => [`${mark.at} ${mark.tone}`, mark]));
  return [...seen.values()];
}
