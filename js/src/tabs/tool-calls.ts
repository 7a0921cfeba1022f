/** The calls of tools over the whole run: chosen, ordered, and as a CSV file. */

import type { Entry } from "../transcript/schema";

export type Column = "agent" | "tool" | "state" | "started" | "time";

export interface Choice {
  tool: string;
  agent: string;
  state: string;
}

export interface Order {
  column: Column;
  descending: boolean;
}

/** The calls that match the choice (an empty field matches all), in order. */
export function arranged(calls: Entry[], choice: Choice, { column, descending }: Order): Entry[] {
  const fields = ["tool", "agent", "state"] as const;
  const chosen = calls.filter((call) =>
    fields.every((field) => !choice[field] || call[field] === choice[field]),
  );
  const sign = descending ? -1 : 1;
  return chosen.sort((a, b) => {
    const [x, y] = [sortKey(a, column), sortKey(b, column)];
    return x === y ? a.started - b.started : sign * (x < y ? -1 : 1);
  });
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

/** Quoted where needed; a text that a spreadsheet would take for a formula is marked as text. */
function cell(text: string): string {
  const plain = /^[=+@\t\r]|^-(?!\d)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function sortKey(call: Entry, column: Column): string | number {
  if (column === "time") return call.ended === null ? Infinity : call.ended - call.started;
  return call[column];
}
