/** A run at a glance: how much was written when, and where something happened. */

import type { TapeRow } from "../transcript/tape";
import type { Entry } from "../transcript/schema";

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

/** Marks along positions 0 to `rows.length`. */
export function marksOf(rows: TapeRow[]): Mark[] {
  const width = rows.length / BUCKETS;
  const span = Math.max(1, width);
  const written: number[] = [];
  const marks: Mark[] = [];
  rows.forEach((row, at) => {
    const bucket = Math.floor(at / span);
    for (const { op, at: path, value } of row.patches) {
      if (op === "append") written[bucket] = (written[bucket] ?? 0) + String(value).length;
      const tone = path[0] === "entries" ? toneOf(op, path[2], value) : null;
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

function toneOf(op: string, field: string | undefined, value: unknown): Tone | null {
  if (op === "set" && field === "state") {
    return value === "awaiting_approval" ? "ask" : value === "failed" ? "bad" : null;
  }
  if (op !== "put") return null;
  const { kind } = value as Entry;
  if (kind === "handoff") return "handoff";
  if (kind === "error" || kind === "guardrail") return "bad";
  return kind === "tool_call" ? "tool" : null;
}

function distinct(marks: Mark[]): Mark[] {
  const seen = new Map(marks.map((mark) => [`${mark.at} ${mark.tone}`, mark]));
  return [...seen.values()];
}
