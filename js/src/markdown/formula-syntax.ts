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

/** Characters between two delimiters. */
export const LONGEST = 4_000;
export const ENVIRONMENT =
  /^\\begin\{((?:align|alignat|aligned|alignedat|equation|gather|gathered|multline|split|cases|dcases|rcases|array|subarray|(?:[pbBvV]|small)?matrix)\*?)\}/;
const BODY = String.raw`(?:[^\\\n]|\\[\s\S]|\n(?![ \t]*\n))`;
const until = (close: string, flags = "") =>
  new RegExp(String.raw`((?:(?!${close})${BODY}){1,${LONGEST}}?)${close}`, flags);
const DOLLARS = new RegExp(String.raw`^\$\$${until(String.raw`\$\$`).source}`);
const PARENTHESES = new RegExp(String.raw`^\\\(${until(String.raw`\\\)`).source}`);
const BRACKETS = new RegExp(String.raw`^\\\[${until(String.raw`\\\]`).source}`);
const DOLLAR = /^\$((?![\s$])(?:\\[^\n]|[^\\$\n]|\n(?![ \t]*\n)){0,1000}?(?:\\\S|[^\s\\$]))\$(?!\$)/u;
const GITHUB = /^\$`((?:[^`\n]|\n(?![ \t]*\n)){1,1000})`\$/;
/** Delimiters that stand alone on their lines may have blank lines between them. */
const ALONE: [RegExp, (text: string) => boolean][] = [
  [/^\$\$[ \t]*\n((?:\\[^]|(?!\$\$)[^\\]){1,4000}?)\$\$/, (text) => isDisplayFormula(text, "")],
  [/^\\\[[ \t]*\n((?:\\(?![[\]])[^]|[^\\]){1,4000}?)\\\]/, (text) => isBracketFormula(` ${text} `, "", "")],
];

/** The formula at the start of `src`, a piece of a line that follows the character `before`. */
export function inlineMath(src: string, before = ""): MathToken | Tokens.Text | undefined {
  if (src.startsWith("$")) return dollarMath(src, before);
  if (!src.startsWith("\\")) return undefined;
  return bracketMath(src, before) ?? environment(src);
}

function dollarMath(src: string, before: string): MathToken | Tokens.Text | undefined {
  const run = /^\${3,}/.exec(src)?.[0];
  if (run) return { type: "text", raw: run, text: run };
  const quoted = GITHUB.exec(src);
  if (quoted) return math(quoted[0], quoted[1], false);
  const double = DOLLARS.exec(src);
  if (double) return isDisplay(double, src) ? math(double[0], double[1], true) : undefined;
  const single = DOLLAR.exec(src);
  if (!single || !isDollarFormula(single[1] ?? "", before, rest(src, single))) return undefined;
  return math(single[0], single[1], false);
}

function isDisplay(found: RegExpExecArray, src: string): boolean {
  const text = found[1] ?? "";
  return isOpen(text) || isDisplayFormula(text, src.charAt(found[0].length));
}

function bracketMath(src: string, before: string): MathToken | undefined {
  // Most openers of a hostile text have nothing that closes them: a search is much faster than a rule.
  if (!src.includes(src[1] === "(" ? "\\)" : "\\]")) return undefined;
  const round = PARENTHESES.exec(src);
  const text = round?.[1] ?? "";
  if (round && (isOpen(text) || isParenthesisFormula(text, before))) return math(round[0], text, false);
  const square = BRACKETS.exec(src);
  const inner = square?.[1] ?? "";
  const isFormula = isOpen(inner) || isBracketFormula(inner, before, square ? rest(src, square) : "");
  return square && isFormula ? math(square[0], inner, true) : undefined;
}

/** The formula that `src`, which begins with a line, has as a block of its own. */
export function blockMath(src: string): MathToken | undefined {
  const start = /^ {0,3}(?=\$\$|\\\[|\\begin\{)/.exec(src)?.[0];
  if (start === undefined) return undefined;
  const found = displayMath(src.slice(start.length));
  if (!found) return undefined;
  const raw = start + found.raw;
  const end = /^[ \t]*(?:\n|$)/.exec(src.slice(raw.length))?.[0];
  return end === undefined ? undefined : { ...found, raw: raw + end };
}

function displayMath(src: string): MathToken | undefined {
  for (const [rule, isFormula] of ALONE) {
    const found = rule.exec(src);
    const text = found?.[1] ?? "";
    if (found && (isOpen(text) || isFormula(text))) return math(found[0], text, true);
  }
  // "[x]" in a line may be a box or an option; alone on its line, a letter is a formula.
  const letter = /^\\\[(\p{L})\\\](?=[ \t]*(?:\n|$))/u.exec(src);
  if (letter) return math(letter[0], letter[1], true);
  const found = inlineMath(src);
  return found?.type === "math" && (found as MathToken).display ? (found as MathToken) : undefined;
}

/** TeX's environments of formulas, which need no delimiters: `\begin{align}...\end{align}`. */
function environment(src: string): MathToken | undefined {
  const name = ENVIRONMENT.exec(src)?.[1];
  if (!name) return undefined;
  const escaped = name.replace("*", "\\*");
  let depth = 0;
  for (const mark of src.slice(0, LONGEST).matchAll(new RegExp(`\\\\(begin|end)\\{${escaped}\\}`, "g"))) {
    depth += mark[1] === "begin" ? 1 : -1;
    if (depth > 0) continue;
    const raw = src.slice(0, mark.index + mark[0].length);
    return math(raw, raw, true);
  }
  return undefined;
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
    if (found?.type === "math") {
      shown = shown.slice(0, at) + "a".repeat(found.raw.length) + shown.slice(at + found.raw.length);
    }
    if (found) at += found.raw.length - 1;
    else if (src[at] === "\\") at += 1;
    else if (src[at] === "`") at = endOfTicks(src, at) - 1;
  }
  return shown;
}

/** The end of the code span at `at`, or of its backticks if they open none. */
export function endOfTicks(src: string, at: number): number {
  const mark = /^`+/.exec(src.slice(at))?.[0] ?? "";
  const start = at + mark.length;
  const end = src.slice(start).search(new RegExp(`(?<!\`)${mark}(?!\`)`));
  return end < 0 ? start : start + end + mark.length;
}

function math(raw: string, text: string | undefined, display: boolean): MathToken | undefined {
  const tex = text?.trim();
  return tex ? { type: "math", raw, text: tex, display } : undefined;
}

function rest(src: string, found: RegExpExecArray): string {
  return src.slice(found[0].length, found[0].length + 2);
}

function isOpen(text: string): boolean {
  return text.includes(OPEN_FORMULA);
}
