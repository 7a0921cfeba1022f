/** Formats of a grid's figures, beside those of every view. */

import { money } from "../views/format";
import type { Headline } from "./messages";

/** A share in per cent, to a tenth where `fine`: `82`, `99.5`; another value as it is: `0.83`, `12.5`. */
export function value(of: number, share: boolean, fine = false): string {
  if (!share) return String(Number(of.toPrecision(of < 1 ? 2 : 3)));
  return String(fine ? Math.round(of * 1000) / 10 : Math.round(of * 100));
}

/** What a scorer says of an agent: `82 %`; a tenth only where the interval, or an end of the scale, is near. */
export function headlineValue({ value: of, low, high, share }: Headline): string {
  if (of === null) return "–";
  const isNarrow = low !== null && high !== null && high - low < 0.02;
  return value(of, share, isNarrow || of > 0.99) + (share ? " %" : "");
}

/** The ends of an interval: `[76, 87]`; empty where there is none. */
export function interval(low: number | null, high: number | null, share: boolean, format = value): string {
  return low === null || high === null ? "" : `[${format(low, share)}, ${format(high, share)}]`;
}

/** A difference with its sign: `+9`, `−4`, `0`. */
export function signed(of: number, share: boolean): string {
  const text = value(Math.abs(of), share);
  return (text === "0" ? "" : of > 0 ? "+" : "−") + text;
}

/** A whole number, the larger ones short: `341`, `12.3k`. */
export function short(count: number): string {
  return count < 10_000 ? Math.round(count).toLocaleString("en-US") : `${(count / 1000).toFixed(1)}k`;
}

/** US dollars: cents where there are some, and of less than can be shown that it is. */
export function dollars(usd: number): string {
  if (usd >= 0.1) return `$${usd.toFixed(2)}`;
  return usd < 0.00005 ? "<$0.0001" : money(usd);
}
