/** The syntax of formulas. */

import type { Tokens } from "marked";

export interface MathToken {
  type: "math";
  raw: string;
  text: string;
  display: boolean;
}
const BODY = String.raw`(?:[^\\\n]|\\[\s\S]|\n(?![ \t]*\n))`;
const BLOCKS: [RegExp, RegExp][] = [
  [/^ {0,3}\$\$/, new RegExp(String.raw`^ {0,3}\$\$((?:(?!\$\$)${BODY}){1,4000}?)\$\$[ \t]*(?:\n|$)`)],
  [/^ {0,3}\\\[/, new RegExp(String.raw`^ {0,3}\\\[((?:(?!\\\])${BODY}){1,4000}?)\\\][ \t]*(?:\n|$)`)],
];
const INLINE: [RegExp, boolean][] = [
  [new RegExp(String.raw`^\$\$((?:(?!\$\$)${BODY}){1,4000}?)\$\$`), true],
  [new RegExp(String.raw`^\\\[((?:(?!\\\])${BODY}){1,4000}?)\\\]`), true],
  [new RegExp(String.raw`^\\\(((?:(?!\\\))${BODY}){1,4000}?)\\\)`), false],
  // As pandoc has it, and no letter or digit after it: `$5 and $6`, `$HOME/$USER` are not formulas.
  [/^\$((?![\s$])(?:\\[^\n]|[^\\$\n]|\n(?![ \t]*\n)){0,1000}?(?:\\\S|[^\s\\$]))\$(?![$\p{L}\p{N}])/u, false],
];
// "$5 (or 6$)": an amount and words is money, whatever the signs around it.
const MONEY = /^[\d.,]+\s*(?:[kKmMbB]|million|billion)?[\s(]+[\p{L}(]{2}/u;

export function inlineMath(src: string): MathToken | Tokens.Text | undefined {
  const first = src.charCodeAt(0);
  if (first !== 36 && first !== 92) return undefined; // $ or a backslash
  const run = /^\${3,}/.exec(src)?.[0];
  if (run) return { type: "text", raw: run, text: run };
  for (const [rule, display] of INLINE) {
    const found = rule.exec(src);
    const text = found?.[1];
    if (!found || !text?.trim()) continue;
    if (found[0].startsWith("$") && !display && MONEY.test(text)) continue;
    return { type: "math", raw: found[0], text: text.trim(), display };
  }
  return undefined;
}

export function blockMath(src: string): MathToken | undefined {
  for (const [opens, rule] of BLOCKS) {
    const found = opens.test(src) ? rule.exec(src) : null;
    const text = found?.[1]?.trim();
    if (found && text) return { type: "math", raw: found[0], text, display: true };
  }
  return undefined;
}

/** Where in a paragraph a formula of its own may begin, so that the paragraph ends there. */
export function startOfMath(src: string): number | undefined {
  const blank = src.search(/\n[ \t]*\n/);
  const at = (blank < 0 ? src : src.slice(0, blank)).search(/\n {0,3}(?:\$\$|\\\[)/);
  return at < 0 ? undefined : at + 1;
}
