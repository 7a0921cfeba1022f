/** Formulas in Markdown: `$x$`, `$$x$$`, `\(x\)`, `\[x\]`, GitHub's `` $`x`$ `` and TeX's environments. */

import type { Tokens } from "marked";
import { isBracketFormula, isDisplayFormula, isDollarFormula, isParenthesisFormula } from "./formula-rules";

export interface MathToken {
  type: "math";
  raw: string;
  text: string;
  display: boolean;
}

/** Ends the TeX of a formula that is still being written: it is not drawn yet. */
export const OPEN_FORMULA = "\ue000";

/** Characters between two delimiters; an escaped one counts once. */
export const LONGEST = 4_000;
/** `align`, `pmatrix`, `dcases*` ...: not `itemize`. */
export const ENVIRONMENT =
  /^\\begin\{([a-z]*(?:align|array|cases|equation|gather|matrix|multline|split)[a-z]*\*?)\}/i;
const BLANK_LINE = /\n[ \t]*\n/;

/** The formula at the start of `src`, a piece of a line that follows the character `before`. */
export function inlineMath(src: string, before = ""): MathToken | Tokens.Text | undefined {
  const run = /^\${3,}/.exec(src)?.[0];
  if (run) return { type: "text", raw: run, text: run };
  const found = mathAt(src, before);
  return found && BLANK_LINE.test(found.raw) ? undefined : found;
}

/** The formula that `src`, which begins with a line, has as a block of its own. */
export function blockMath(src: string): MathToken | undefined {
  const start = /^ {0,3}(?=\$\$|\\[[b])/.exec(src)?.[0];
  if (start === undefined) return undefined;
  const line = src.slice(start.length);
  const found = letterAlone(line) ?? mathAt(line, "");
  if (!found?.display) return undefined;
  const raw = start + found.raw;
  const end = /^[ \t]*(?:\n|$)/.exec(src.slice(raw.length))?.[0];
  // Delimiters that stand alone on their lines may have blank lines between them.
  const isWhole = !BLANK_LINE.test(raw) || /^..[ \t]*\n|^\\b/.test(line);
  return end !== undefined && isWhole ? { ...found, raw: raw + end } : undefined;
}

/** "[x]" in a line may be a box or an option; alone on its line, a letter is a formula. */
function letterAlone(line: string): MathToken | undefined {
  const found = /^\\\[(\p{L})\\\](?=[ \t]*(?:\n|$))/u.exec(line);
  return found ? math(found[0], found[1] ?? "", true) : undefined;
}

function mathAt(src: string, before: string): MathToken | undefined {
  if (src.startsWith("$`")) return quoted(src);
  if (src.startsWith("$$")) return delimited(src, "$$", "$$", true, isDisplayFormula);
  if (src.startsWith("$")) {
    return delimited(src, "$", "$", false, (text, after) => isDollarFormula(text, before, after));
  }
  if (src.startsWith("\\(")) {
    return delimited(src, "\\(", "\\)", false, (text) => isParenthesisFormula(text, before));
  }
  if (src.startsWith("\\[")) {
    return delimited(src, "\\[", "\\]", true, (text, after) => isBracketFormula(text, before, after));
  }
  return environment(src);
}

/** The formula between `open`, with which `src` starts, and `close`, if what is between them is one. */
function delimited(
  src: string,
  open: string,
  close: string,
  display: boolean,
  isFormula: (text: string, after: string) => boolean,
): MathToken | undefined {
  const end = endOf(src, open.length, close);
  const text = src.slice(open.length, end);
  const after = src.slice(end + close.length, end + close.length + 2);
  if (end < 0 || !(text.includes(OPEN_FORMULA) || isFormula(text, after))) return undefined;
  return math(src.slice(0, end + close.length), text, display);
}

/** Where `close` is in `src`, from `start` on, other than escaped. */
function endOf(src: string, start: number, close: string): number {
  let end = src.indexOf(close, start);
  while (end >= 0 && isEscaped(src, start, end)) end = src.indexOf(close, end + 1);
  const length = end - start;
  if (length <= LONGEST) return end;
  const isLong = length > 2 * LONGEST || src.slice(start, end).replace(/\\[^]/g, "x").length > LONGEST;
  return isLong ? -1 : end;
}

function isEscaped(src: string, start: number, at: number): boolean {
  let before = at;
  while (before > start && src[before - 1] === "\\") before -= 1;
  return (at - before) % 2 === 1;
}

/** GitHub's form, which no price has. */
function quoted(src: string): MathToken | undefined {
  const found = /^\$`([^`]{1,1000})`\$/.exec(src);
  return found ? math(found[0], found[1] ?? "", false) : undefined;
}

/** TeX's environments of formulas, which need no delimiters: `\begin{align}...\end{align}`. */
function environment(src: string): MathToken | undefined {
  const name = ENVIRONMENT.exec(src)?.[1];
  if (!name) return undefined;
  let depth = 0;
  for (const mark of src.slice(0, LONGEST).matchAll(/\\(begin|end)\{([a-zA-Z]+\*?)\}/g)) {
    if (mark[2] !== name) continue;
    depth += mark[1] === "begin" ? 1 : -1;
    const raw = src.slice(0, mark.index + mark[0].length);
    if (depth === 0) return math(raw, raw, true);
  }
  return undefined;
}

function math(raw: string, text: string, display: boolean): MathToken | undefined {
  const tex = text.trim();
  return tex ? { type: "math", raw, text: tex, display } : undefined;
}

/** Whether a code block is a formula, as GitHub has it: its language is "math". */
export function isMathFence({ lang }: Tokens.Code): boolean {
  return lang?.trim() === "math";
}

/** `masked`, which is `src` without the marks that are none, also without the marks in its formulas. */
export function maskFormulas(src: string, masked: string): string {
  let shown = masked;
  for (let at = 0; at < src.length; at += 1) {
    const found = inlineMath(src.slice(at), src[at - 1]);
    if (found?.type === "math") shown = mask(shown, at, at + found.raw.length);
    if (found) at += found.raw.length - 1;
    else if (src[at] === "\\") at += 1;
    else if (src[at] === "`") at = endOfTicks(src, at) - 1;
  }
  return shown;
}

/**
 * `shown` with letters for the formula from `start` to `end`: bold then opens and closes between it and a word. Beside
 * marks that have punctuation on their other side it has a dollar, as in "**Note:**$x$": a letter would keep them open.
 */
function mask(shown: string, start: number, end: number): string {
  const first = /(?![*_~])[\p{P}\p{S}][*_~]+$/u.test(shown.slice(Math.max(0, start - 20), start)) ? "$" : "a";
  const last = /^[*_~]+(?![*_~])[\p{P}\p{S}]/u.test(shown.slice(end, end + 20)) ? "$" : "a";
  return shown.slice(0, start) + first + "a".repeat(end - start - 2) + last + shown.slice(end);
}

/** The end of the code span at `at`, or of its backticks if they open none. */
export function endOfTicks(src: string, at: number): number {
  const mark = /^`+/.exec(src.slice(at))?.[0] ?? "";
  const start = at + mark.length;
  const end = src.slice(start).search(new RegExp(`(?<!\`)${mark}(?!\`)`));
  return end < 0 ? start : start + end + mark.length;
}
