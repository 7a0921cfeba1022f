/** Formats of numbers, times and sizes. */

import { headOf } from "../dom/visible-text";

const integer = new Intl.NumberFormat("en-US");

/** A duration: `40 ms`, `1.4 s`, `12 s`, `1:07 min`. Python's exports have the same. */
export function duration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(Math.round(ms / 100) / 10).toFixed(1)} s`;
  if (ms < 59_500) return `${Math.round(ms / 1000)} s`;
  return `${clock(ms)} min`;
}

/** A running clock: `0:07`, `12:34`, `1:02:03`. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const tail = twoDigits(seconds % 60);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${tail}` : `${minutes}:${tail}`;
}

/** A time to the millisecond: `40 ms`, `1.234 s`. */
export function seconds(ms: number): string {
  if (ms < 999.5) return duration(ms);
  return `${(ms / 1000).toFixed(3)} s`;
}

/** A clock with tenths of seconds: `0:07.4`. */
export function tenths(ms: number): string {
  return `${clock(ms)}.${Math.floor(ms / 100) % 10}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** A whole number with separators: `1,234`. */
export function count(value: number): string {
  return integer.format(value);
}

/** US dollars, with as many digits as a small sum needs. */
export function money(usd: number): string {
  return `$${usd.toFixed(usd >= 1 || usd === 0 ? 2 : 4)}`;
}

/** The size of a text: `812 characters`, `1.2 MB`. */
export function size(characters: number): string {
  if (characters < 10_000) return `${count(characters)} characters`;
  if (characters < 1_000_000) return `${Math.round(characters / 1000)} kB`;
  return `${(characters / 1_000_000).toFixed(1)} MB`;
}

/** The first line of a text, at most `limit` characters; it is cut between words. */
export function headline(text: string, limit = 160): string {
  const line = text
    .slice(0, limit * 2)
    .replace(/\s+/g, " ")
    .trim();
  if (line.length <= limit) return line;
  const end = line.lastIndexOf(" ", limit - 1);
  return `${headOf(line, end > limit / 2 ? end : limit - 1)}…`;
}
