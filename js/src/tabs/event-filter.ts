/** Which rows of events are shown: those that had come by an instant, and that a reader searches for. */

import type { Found } from "../kernel/event-rows";
import type { EventRow } from "../kernel/messages";
import type { Entry } from "../transcript/schema";
import { seconds } from "../views/format";

const SUMMARY_LIMIT = 100;

/** The rows as they were at `now`; `parts` are the events of rows of deltas, as far as they are known. */
export function rowsUntil(rows: EventRow[], now: number, parts: ReadonlyMap<number, EventRow[]>): EventRow[] {
  if (now === Infinity) return rows;
  return rows.filter((row) => row.t <= now).map((row) => cut(row, now, parts.get(row.n)));
}

/** The events of a row up to `now`. What its summary was then is known with its parts only. */
function cut(row: EventRow, now: number, parts: EventRow[] = []): EventRow {
  if (!row.times) return row;
  const count = row.times.filter((t) => t <= now).length;
  if (count === row.times.length) return row;
  const summary = parts
    .slice(0, count)
    .map((part) => part.summary)
    .join("");
  return { ...row, count, summary: summary.slice(0, SUMMARY_LIMIT) };
}

/**
 * Whether each word of the query is in the row: in what is shown of it, or where Python found the words in the
 * whole events. `#12` is the number of an event, `1.2` the beginning of a time.
 */
export function matches(row: EventRow, query: string, found: Found): boolean {
  const isWhole = (row.count ?? 1) === (row.times?.length ?? row.count ?? 1);
  if (isWhole && found.query === query && found.rows.has(row.n)) return true;
  const text = `${row.type} ${row.summary}`.toLowerCase();
  const times = [row.t, ...(row.times ?? []).slice(0, row.count)].flatMap((t) => seconds(t).split(" "));
  const words = query.toLowerCase().split(/\s+/);
  return words.every((word) =>
    /^#\d+$/.test(word)
      ? holds(row, Number(word.slice(1)))
      : text.includes(word) || times.some((time) => time.startsWith(word)),
  );
}

/** The row to show for an event's number or for an entry: the first that changed it, or came after it began. */
export function rowFor(
  target: number | string,
  rows: EventRow[],
  entries: ReadonlyMap<string, Entry>,
): EventRow | undefined {
  if (typeof target === "number") return rows.find((row) => holds(row, target));
  const started = entries.get(target)?.started ?? 0;
  return rows.find((row) => row.entry === target) ?? rows.find((row) => row.t >= started);
}

/** The number of a row's event, or of its first and last. */
export function eventNumbers({ n, count = 1 }: EventRow): string {
  return count > 1 ? `#${n}–${n + count - 1}` : `#${n}`;
}

/** How many events rows hold. */
export function total(rows: EventRow[]): number {
  return rows.reduce((sum, row) => sum + (row.count ?? 1), 0);
}

function holds({ n, count = 1 }: EventRow, number: number): boolean {
  return n <= number && number < n + count;
}
