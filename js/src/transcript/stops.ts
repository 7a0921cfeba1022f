/** Positions of a tape that a reader steps between: after each entry, or before each turn. */

import type { EntryState, ModelRequest, Patch } from "./schema";
import type { TapeRow } from "./tape";

/** What one step of a replay is; an event is one row of the tape. */
export const STEP_UNITS = ["event", "entry", "turn"] as const;
export type StepUnit = (typeof STEP_UNITS)[number];

const OPEN: EntryState[] = ["streaming", "waiting", "running"];

/** The id of the entry that a patch completes, or puts before the reader to decide; null: none. */
export function completedEntry({ op, at, value }: Patch): string | null {
  if (at[0] !== "entries") return null;
  const { id, state = "done" } =
    op === "put" ? (value as { id: string; state?: EntryState }) : { id: at[1]!, state: value as EntryState };
  const tellsState = op === "put" || (op === "set" && at[2] === "state");
  return tellsState && !OPEN.includes(state) ? id : null;
}

/** The next position to stop at in a direction; the ends of the tape are two of them. */
export function nextStop(rows: TapeRow[], unit: StepUnit, from: number, direction: 1 | -1): number {
  if (unit === "event") return from + direction;
  const stops = unit === "entry" ? entryStops(rows) : turnStops(rows);
  return direction > 0
    ? (stops.find((stop) => stop > from) ?? rows.length)
    : (stops.findLast((stop) => stop < from) ?? 0);
}

function entryStops(rows: TapeRow[]): number[] {
  return rows.flatMap(({ patches }, at) => (patches.some(completedEntry) ? [at + 1] : []));
}

/** Before the row that begins a model call of the run itself; after it if that row also completes an entry. */
function turnStops(rows: TapeRow[]): number[] {
  const seen = new Set<string>();
  return rows.flatMap(({ patches }, at) => {
    const begins = patches.filter((patch) => beginsTurn(patch, seen)).length > 0;
    return begins ? [patches.some(completedEntry) ? at + 1 : at] : [];
  });
}

function beginsTurn({ op, at, value }: Patch, seen: Set<string>): boolean {
  if (op !== "put" || at[0] !== "calls") return false;
  const { id, parent } = value as ModelRequest;
  if (parent != null || seen.has(id)) return false;
  seen.add(id);
  return true;
}
