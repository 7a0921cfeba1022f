/** Formulas that are still being written: they are closed, and marked as open, so that their TeX is shown as such. */

import { FenceLines } from "./fence-lines";
import { ENVIRONMENT, LONGEST, OPEN_FORMULA } from "./formula-syntax";

/** A little longer than a formula may be: one that is not drawn any more was never frozen while it was open. */
const LONGEST_OPEN = LONGEST + 200;
export const CLOSERS: Record<string, string> = { $$: "$$", "\\[": "\\]", "\\(": "\\)" };
const OPENING_LINE =
  /^([ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?)(?:(\$\$|\\\[)[ \t]*$|(\\begin\{[a-zA-Z]+\*?\}))/;

/** `src` with the environment that begins it, and is still being written, closed; null if it begins none. */
export function openEnvironment(src: string): string | null {
  const name = ENVIRONMENT.exec(src)?.[1];
  const tex = src.replace(/(?:\\(?:e(?:nd?)?(?:\{[a-zA-Z*]*)?)?|\s)+$/, "");
  return name ? `${tex}${OPEN_FORMULA}\\end{${name}}` : null;
}

/** `tail` with the formula of its own in which it ends closed; or where the text after such formulas begins. */
export function closeBlockMath(tail: string): string | number {
  const { start, end } = lastBlockMath(tail);
  if (start === null) return end;
  const before = tail.slice(0, start);
  const src = tail.slice(start);
  const environment = openEnvironment(src);
  if (environment) return before + environment;
  const open = src.slice(0, 2);
  const tex = src.slice(2).replace(/[\s\\$]+$/, "");
  return tex ? before + open + tex + OPEN_FORMULA + CLOSERS[open] : before;
}

/** Where the formula begins in which `tail` ends, if it does; and where the last one before has ended. */
function lastBlockMath(tail: string): { start: number | null; end: number } {
  const fence = new FenceLines();
  let open: { start: number; close: string } | null = null;
  let end = 0;
  let at = 0;
  for (const line of tail.split("\n")) {
    const after = Math.min(at + line.length + 1, tail.length);
    if (open) {
      if (line.includes(open.close)) [open, end] = [null, after];
    } else if (!fence.isCode(line)) {
      open = openedBy(line, at);
    }
    if (open && after - open.start > LONGEST_OPEN) open = null;
    at = after;
  }
  return { start: open?.start ?? null, end };
}

/** The formula that `line`, which begins at `at`, leaves open. */
function openedBy(line: string, at: number): { start: number; close: string } | null {
  const [, before = "", delimiter = "", begin = ""] = OPENING_LINE.exec(line) ?? [];
  if (!delimiter && !ENVIRONMENT.test(begin)) return null;
  const close = CLOSERS[delimiter] ?? begin.replace("begin", "end");
  const isClosed = line.includes(close, before.length + 2);
  return isClosed ? null : { start: at + before.length, close };
}
