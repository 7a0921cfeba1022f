/** Unfinished Markdown, closed so that it looks as it will: what is open at the end of the text is closed. */

import { OPEN_FORMULA } from "./formulas";
import { closeSpans } from "./spans";

// A last line of marks only may become a rule, a heading, a list, a table: it waits for what follows.
const MARKS_ONLY =
  /^[ \t>]*(?:[-+*=_|:~` \t]*|#{1,6}|(?:[-+*]|\d{1,9}[.)])?[ \t]*(?:\[[ xX]?\]?)?|\d{1,9}[.)]?|!?\[)[ \t]*$/;
const FENCE = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?(`{3,}(?=[^`]*$)|~{3,})/;
const BLOCK_START =
  /^[ \t]*(?:(?:>[ \t]?|[-+*][ \t]+|\d{1,9}[.)][ \t]+|#{1,6}[ \t]+)[ \t]*)+(?:\[[ xX]\][ \t]+)?/;

/** `tail`, which may end anywhere, as a source whose open syntax at the end is closed or left out. */
export function closeUnfinished(tail: string): string {
  const lineStart = tail.lastIndexOf("\n") + 1;
  const line = tail.slice(lineStart);
  if (insideFence(tail.slice(0, lineStart)))
    return /^[ \t>]*[`~]*[ \t]*$/.test(line) ? tail.slice(0, lineStart) : tail;
  if (MARKS_ONLY.test(line) || FENCE.test(line)) return withTable(tail.slice(0, lineStart));
  const from = runStart(tail);
  const run = tail.slice(from);
  const formula = closeFormula(run);
  if (formula !== null) return tail.slice(0, from) + formula;
  return withTable(tail.slice(0, from) + closeSpans(run));
}

function insideFence(lines: string): boolean {
  let open = "";
  for (const line of lines.split("\n")) {
    const mark = FENCE.exec(line)?.[1];
    if (!mark) continue;
    if (!open) open = mark;
    else if (mark.startsWith(open) && line.trimEnd().endsWith(mark)) open = "";
  }
  return open !== "";
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

/** `run` with the display formula at its end closed; `null` if there is none open. */
function closeFormula(run: string): string | null {
  for (const [open, close] of [
    ["$$", "$$"],
    ["\\[", "\\]"],
    ["\\(", "\\)"],
  ] as const) {
    const parts = run.split(open === close ? open : /\\[[(]/);
    const at = run.lastIndexOf(open);
    const isOpen = open === close ? parts.length % 2 === 0 : at >= 0 && !run.includes(close, at);
    if (!isOpen || (at > 0 && run[at - 1] === "\\")) continue;
    const tex = run.slice(at + open.length).replace(/[\s\\$]+$/, "");
    return tex ? run.slice(0, at + open.length) + tex + OPEN_FORMULA + close : run.slice(0, at);
  }
  return null;
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
