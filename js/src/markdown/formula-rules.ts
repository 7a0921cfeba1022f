/**
 * What is a formula: rules that tell TeX from prices, shell variables and escaped brackets.
 *
 * agents_widget/transcript/export/formula_rules.py has the same rules; tests/vectors/twins/formulas.json holds both
 * to them, and docs/decisions.md says them in words.
 */

/** `_2`, `^{2+}`: what may follow the letters of a word, as in `H$_2$O`. */
const SCRIPTS = /^(?:[_^](?:\{[^{}]*\}|\\[A-Za-z]+|[^\s\\{}]))+'*$/u;
/** A letter after a number, `2$n$`, other than those that money is counted in: `5$k$`. */
const FACTOR = /^(?:(?![kmb])\p{L}|\p{L}[_^][\p{L}\d])$/iu;
/** Marks that only TeX has: a command, a power, a group, the index of a letter. */
const TEX_MARK = /\\[A-Za-z\\]|[\^{}]|(?<![^\W_]{2})_/;
const RELATION = /[=<>+]/;
const LONG_WORD = /(?<![\\\p{L}])\p{L}{3,}/u;

/** Words in a formula, which are none of a sentence. */
const TEXT_COMMAND = /\\(?:text|math|operatorname|[mh]box)[a-z]*\*?\s*\{[^{}]*\}/g;
const TWO_WORDS = /(?<![\\\p{L}])(?:\p{L}{3,}[.,;:!?]?\s+\p{L}{2,}|\p{L}{2,}[.,;:!?]?\s+\p{L}{3,})/u;
const LINKING_WORD = /(?:^|\s)(?:and|or|to|of|the|for|with|per|is|are)(?:\s|$)/;

/** Other than the dollar: "5/£4". */
const CURRENCY = /[^\P{Sc}$]/u;
/** "5 or 6", "20/month", "5 million to": an amount, and a word after it. */
const AMOUNT =
  /^[\d.,]+\s*(?:[kKmMbB]|million|billion)?(?:\s*\/\s*\p{L}{2}|[\s(–—-]+(?:\p{L}{3,}|(?:to|or|in|on|at|is|by|of|vs)\b|\p{L}\s+\d)|\p{Lo})/u;
const NO_START = /^(?:["'“”’)\]},;?/]|[.:](?![\d=]))[^]/;
/** Quotation marks, and a mark whose index is missing: "a$|^$". */
const NO_TEX = /["“”`]|[_^]$/;

/** Whether `tex` between two dollar signs, with `before` and `after` beside them, is a formula. */
export function isDollarFormula(tex: string, before: string, after: string): boolean {
  if (tex !== tex.trim() || tex.length > 1_000) return false;
  if (isAmount(tex) || NO_TEX.test(tex) || isProse(tex) || !isBalanced(tex)) return false;
  if (before && before === after && tex.endsWith(before)) return false;
  return mayFollow(tex, before) && mayPrecede(tex, after);
}

/** Whether the text between `$$` and `$$` in a line is a formula. */
export function isDisplayFormula(text: string, after: string): boolean {
  if (isAmount(text.trim()) || !isBalanced(text) || /^[$\d{]/.test(after)) return false;
  const isWords = LONG_WORD.test(text) && /\s/.test(text);
  return hasTexMark(text) || RELATION.test(text) || !(isWords || isProse(text));
}

/** Whether the text between `\(` and `\)` is a formula, not a remark in escaped brackets. */
export function isParenthesisFormula(text: string, before: string): boolean {
  const tex = text.trim();
  return isBalanced(tex) && !isRemark(tex) && mayFollow(tex, before);
}

/** Whether the text between `\[` and `\]` is a formula, not a reference or an option in escaped brackets. */
export function isBracketFormula(text: string, before: string, after: string): boolean {
  const tex = text.trim();
  if (/[\p{L}\p{N})\]!]/u.test(before) || /^[([:]/.test(after)) return false;
  if (!isBalanced(tex) || isRemark(tex) || tex.startsWith("--")) return false;
  return /^\s[^]*\s$/.test(text) || hasTexMark(tex) || (RELATION.test(tex) && !LONG_WORD.test(tex));
}

/** Whether text has what only TeX has, so that it may be shown as TeX before it is complete. */
export function hasTexMark(text: string): boolean {
  return TEX_MARK.test(text);
}

/** Whether what is written after a dollar sign cannot become a formula any more. */
export function isAmount(tex: string): boolean {
  return AMOUNT.test(tex) || CURRENCY.test(tex) || NO_START.test(tex);
}

/** Whether text has words of a sentence outside of `\text{...}`. */
export function isProse(text: string): boolean {
  const outside = text.replace(TEXT_COMMAND, " \\t ");
  return TWO_WORDS.test(outside) || LINKING_WORD.test(outside);
}

function isRemark(tex: string): boolean {
  return /^\p{Ll}{5,}$/u.test(tex) || (isProse(tex) && !hasTexMark(tex) && !RELATION.test(tex));
}

/** A word before the opening sign takes only what is attached to words (`CO$_2$`, `5$\mu$m`), a digit a factor too. */
function mayFollow(tex: string, before: string): boolean {
  if (/\d/.test(before) && FACTOR.test(tex)) return true;
  return !/[\p{Lu}\p{Ll}\p{N}]/u.test(before) || SCRIPTS.test(tex) || /^\\[A-Za-z]{2}/.test(tex);
}

function mayPrecede(tex: string, after: string): boolean {
  const next = after.slice(0, 1);
  if (/\p{N}/u.test(next)) return /^\\[A-Za-z]{2,}$/.test(tex);
  if (next === "{" || next === "$") return false;
  if (!/[\p{Lu}\p{Ll}]/u.test(next)) return true;
  return /\\[A-Za-z]/.test(tex) || SCRIPTS.test(tex) || /^\p{L}[_^]/u.test(tex) || isCounted(tex, after);
}

/** `$n$th`, `$(n+1)$st`, `$x$s`: letters and numbers that are no word, and the end of one. */
function isCounted(tex: string, after: string): boolean {
  const isShort = !/\p{L}{2}/u.test(tex) && /[\p{L}\p{N})\]}'!]$/u.test(tex);
  return isShort && /^(?:\p{Ll}{2}|s(?!\p{L}))/u.test(after);
}

function isBalanced(tex: string): boolean {
  let depth = 0;
  for (const [mark] of tex.matchAll(/\\[^]|[{}]/g)) {
    if (mark === "{") depth += 1;
    else if (mark === "}" && (depth -= 1) < 0) return false;
  }
  return depth === 0;
}
