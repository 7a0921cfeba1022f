/** Unfinished Markdown, as it is shown: calm, also where later text makes it something else. */

import { isFenceLine, openFenceLine } from "./fence-lines";
import { OPEN_FORMULA } from "./formula-syntax";
import { closeBlockMath } from "./open-formula";
import { closeSpans } from "./spans";

// A last line of marks only may become a rule, a heading, a list, a table: it waits for what follows.
const MARKS_ONLY =
  /^[ \t>]*(?:[-+*=_|:~` \t]*|#{1,6}|(?:[-+*]|\d{1,9}[.)])?[ \t]*(?:\[[ xX]?\]?)?|\d{1,9}[.)]?|!?\[)[ \t]*$/;
const MATH_FENCE = /[`~]{3}[ \t]*math[ \t]*$/;
const BLOCK_START =
  /^[ \t]*(?:(?:>[ \t]?|[-+*][ \t]+|\d{1,9}[.)][ \t]+|#{1,6}[ \t]+)[ \t]*)+(?:\[[ xX]\][ \t]+)?/;

/** `tail`, which may end anywhere, as a source whose open syntax at the end is closed or shown as typed. */
export function closeUnfinished(tail: string): string {
  const lineStart = tail.lastIndexOf("\n") + 1;
  const line = tail.slice(lineStart);
  const fence = openFenceLine(tail.slice(0, lineStart));
  if (fence) {
    const code = /^[ \t>]*[`~]*[ \t]*$/.test(line) ? tail.slice(0, lineStart) : tail;
    return MATH_FENCE.test(fence) ? code + OPEN_FORMULA : code;
  }
  const formula = closeBlockMath(tail);
  if (typeof formula === "string") return formula;
  if (MARKS_ONLY.test(line) || isFenceLine(line)) return withTable(tail.slice(0, lineStart));
  const from = Math.max(runStart(tail), formula);
  return withTable(tail.slice(0, from) + closeSpans(tail.slice(from)));
}

/** Where the run of text at the end begins: after a blank line, a list or quote mark, or a cell's bar. */
function runStart(tail: string): number {
  let start = tail.lastIndexOf("\n") + 1;
  if (/^[ \t]*\|/.test(tail.slice(start))) return tail.search(/(?<!\\)\|(?:[^|\\]|\\[^])*$/) + 1;
  for (;;) {
    const line = tail.slice(start, (tail.indexOf("\n", start) + 1 || tail.length + 1) - 1);
    const mark = BLOCK_START.exec(line);
    if (mark) return start + mark[0].length;
    const before = start < 2 ? -1 : tail.lastIndexOf("\n", start - 2);
    if (start === 0 || !tail.slice(before + 1, start - 1).trim()) return start;
    start = before + 1;
  }
}

/** A table's header is known as one before its second line is there. */
function withTable(source: string): string {
  const trimmed = source.replace(/\n$/, "");
  const header = trimmed.slice(trimmed.lastIndexOf("\n") + 1);
  const before = trimmed.slice(0, trimmed.length - header.length);
  if (!/^ {0,3}\|[ \t].*\|/.test(header) || (before && !/\n[ \t]*\n$/.test(before))) return source;
  const cells = header
    .trim()
    .replace(/^\||(?<!\\)\|$/g, "")
    .split(/(?<!\\)\|/).length;
  return `${trimmed}\n|${" --- |".repeat(cells)}\n`;
}
