/** The marks of the minimap: how much was written when, and where something happened. */

import type { Entry, EntryKind, EntryState, Patch } from "../transcript/schema";
import type { TapeRow } from "../transcript/tape";

export type Tone = "text" | "tool" | "handoff" | "bad" | "ask";

export interface Mark {
  at: number;
  width: number;
  height: number;
  tone: Tone;
}

const BUCKETS = 120;
const FULL = 16;
const HIGHEST_TEXT = 9;

const KIND_TONES: Record<EntryKind, Tone | null> = {
  user: null,
  message: null,
  reasoning: null,
  tool_call: "tool",
  handoff: "handoff",
  guardrail: "bad",
  error: "bad",
  notice: null,
};
const STATE_TONES: Partial<Record<EntryState, Tone>> = { awaiting_approval: "ask", failed: "bad" };

/** Marks along positions 0 to `rows.length`. */
export function marksOf(rows: TapeRow[]): Mark[] {
  const width = rows.length / BUCKETS;
  const span = Math.max(1, width);
  const written: number[] = [];
  const marks: Mark[] = [];
  rows.forEach((row, at) => {
    const bucket = Math.floor(at / span);
    for (const patch of row.patches) {
      if (patch.op === "append") written[bucket] = (written[bucket] ?? 0) + String(patch.value).length;
      const tone = toneOf(patch);
      if (tone) marks.push({ at: bucket * span, width, height: FULL, tone });
    }
  });
  const most = Math.max(1, ...written.filter(Boolean));
  written.forEach((size, bucket) => {
    const height = (HIGHEST_TEXT * size) / most;
    marks.unshift({ at: bucket * span, width, height: Math.max(2, height), tone: "text" });
  });
  return distinct(marks);
}

/** What a patch is marked as; null: not at all. */
function toneOf({ op, at: [collection, , field], value }: Patch): Tone | null {
  if (collection !== "entries") return null;
  if (op === "put") return KIND_TONES[(value as Entry).kind] ?? null;
  const setsState = op === "set" && field === "state";
  return setsState ? (STATE_TONES[value as EntryState] ?? null) : null;
}

function distinct(marks: Mark[]): Mark[] {
  const seen = new Map(marks.map((mark) => [`${mark.at} ${mark.tone}`, mark]));
  return [...seen.values()];
}
