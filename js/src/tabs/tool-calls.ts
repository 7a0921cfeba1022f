/** The tool calls of the whole run: filtered, sorted, and as CSV. */

import type { Entry } from "../transcript/schema";

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

/** The calls as CSV (RFC 4180): times in seconds. */
export function csv(calls: Entry[]): string {
  const head = ["agent", "tool", "state", "started_s", "seconds", "arguments", "result"];
  const rows = calls.map((call) => [
    call.agent,
    call.tool,
    call.state,
    (call.started / 1000).toFixed(3),
    call.ended === null ? "" : ((call.ended - call.started) / 1000).toFixed(3),
    call.arguments,
    call.output,
  ]);
  return [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** What a spreadsheet takes for a formula; a negative number is none, but a sum that begins with one is. */
const FORMULA = /^[=+@\t\r]|^-(?!\d+(\.\d+)?(e[+-]?\d+)?$)/i;

/** Quoted where needed; a text that a spreadsheet would take for a formula is marked as text. */
function cell(text: string): string {
  const plain = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function sortKey(call: Entry, column: Column): string | number {
  if (column === "time") return call.ended === null ? Infinity : call.ended - call.started;
  return call[column];
}
