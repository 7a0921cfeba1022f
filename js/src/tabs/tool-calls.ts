/** The tool calls of the whole run: filtered, sorted, and as CSV. */

import { csvText } from "../clipboard/csv";
import type { Entry } from "../transcript/schema";
import { isUntimed, timeTaken } from "../transcript/times";

export type Column = "agent" | "tool" | "state" | "started" | "time";

export interface Filter {
  tool: string;
  agent: string;
  state: string;
}

export interface Order {
  column: Column;
  descending: boolean;
}

/** The calls that match the filter (an empty field matches all), in order. */
export function filterAndSort(calls: Entry[], filter: Filter, order: Order): Entry[] {
  const fields = ["tool", "agent", "state"] as const;
  const matching = calls.filter((call) =>
    fields.every((field) => !filter[field] || call[field] === filter[field]),
  );
  return matching.sort((a, b) => compare(a, b, order));
}

/** Calls that are alike in the column stay in the order of their start, whatever the direction. */
function compare(a: Entry, b: Entry, { column, descending }: Order): number {
  const first = sortKey(a, column);
  const second = sortKey(b, column);
  if (first === second) return a.started - b.started;
  const ascending = first < second ? -1 : 1;
  return descending ? -ascending : ascending;
}

/** The calls as CSV: times in seconds. */
export function csv(calls: Entry[]): string {
  const head = ["agent", "tool", "state", "started_s", "seconds", "arguments", "result"];
  const rows = calls.map((call) => [
    call.agent,
    call.tool,
    call.state,
    isUntimed(call) ? "" : inSeconds(call.started),
    inSeconds(timeTaken(call)),
    call.arguments,
    call.output,
  ]);
  return csvText([head, ...rows]);
}

function inSeconds(ms: number | null): string {
  return ms === null ? "" : (ms / 1000).toFixed(3);
}

function sortKey(call: Entry, column: Column): string | number {
  if (column === "time") return timeTaken(call) ?? Infinity;
  return call[column];
}
