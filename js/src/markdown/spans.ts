/**
 * Spans that are open at the end of a text: shown as typed until they close, and what is in them too.
 *
 * Only what can hardly be anything else is shown early as what it will be: bold at the start of a block, the text of a
 * link whose web address has begun, TeX between TeX's own delimiters.
 */

import { hasTexMark, isAmount, isProse } from "./formula-rules";
import { endOfTicks, inlineMath, OPEN_FORMULA } from "./formula-syntax";
import { CLOSERS, openEnvironment } from "./open-formula";

/** Emphasis, or the text of a link, that may still close. */
interface Opener {
  mark: string;
  length: number;
  at: number;
}

const NO_OPENER = -1;
/** Characters after which what opened with a sign that ordinary text has as well will hardly close. */
const LONGEST_TYPED = 100;
/** "**Result": "**kwargs" and "**2" begin no bold. */
const BOLD_START = /^\*\*(?=\p{Lu}|\p{Lo}|\p{Extended_Pictographic})(?!\p{N})/u;
const LONGEST_BOLD = 100;
/** A backtick that is the name of a key, or a quotation mark: "`quoted' text". */
const NO_CODE = /^\s|['\n]/;
const ADDRESS = /^\(\s*<?(?:https?:|mailto:)\S*$/i;
/** What may begin a span, an entity or a link. */
const SIGNS = /[\\`*_~[\]<&$:@]/g;

/** `run` with what is open at its end made whole, or made literal. */
export function closeSpans(run: string): string {
  return new Scan(run).close();
}

class Scan {
  #text: string;
  #openers: Opener[] = [];
  /** Where the last `[` (or `![`) without its `]` is. */
  #bracket = NO_OPENER;

  constructor(text: string) {
    this.#text = text;
  }

  close(): string {
    for (let at = 0; at < this.#text.length;) {
      const end = this.#step(at, this.#text.charAt(at));
      if (typeof end === "string") return this.#bold(end.trimEnd());
      at = end;
    }
    return this.#bold(this.#withoutImage(this.#text).trimEnd());
  }

  /** The end of what is at `at`; or the whole text, whose rest is open. */
  #step(at: number, char: string): number | string {
    if (char === "\\" || char === "$") return this.#formula(at);
    if (char === "`") return this.#code(at);
    if (char === "[") this.#bracket = this.#text[at - 1] === "!" ? at - 1 : at;
    if (char === "]") return this.#destination(at);
    return char === "*" || char === "_" || char === "~" ? this.#emphasis(at, char) : at + 1;
  }

  #formula(at: number): number | string {
    const rest = this.#text.slice(at);
    const found = inlineMath(rest, this.#text[at - 1]);
    // What follows the last sign decides whether it is one: "$5 and $" may go on with "10".
    const isUndecided = rest.startsWith("$") && found?.raw === rest;
    if (found && !isUndecided) return at + found.raw.length;
    if (/^(?:\$\$|\\[([])/.test(rest)) return this.#openMath(at, rest, isUndecided);
    if (rest.startsWith("$")) return this.#dollar(at, rest, isUndecided);
    if (rest === "\\") return this.#text.slice(0, at);
    const environment = openEnvironment(rest);
    return environment ? this.#text.slice(0, at) + environment : at + 2;
  }

  #dollar(at: number, rest: string, isUndecided: boolean): number | string {
    const tex = rest.slice(1);
    const isShut = !isUndecided && tex.indexOf("$") >= 0 && tex.indexOf("$") < tex.length - 1;
    if (/^\s/.test(tex) || isShut || tex.length > LONGEST_TYPED || isAmount(tex) || isProse(tex))
      return at + 1;
    return this.#typed(at);
  }

  /** The text with its open formula if that is TeX; it is as typed where it may be something else. */
  #openMath(at: number, rest: string, isUndecided: boolean): number | string {
    const open = rest.slice(0, 2);
    const close = CLOSERS[open] as string;
    const tex = rest.slice(2).replace(/[\s\\$]+$/, "");
    const isWord = /[\p{Lu}\p{Ll}\p{N}]/u.test(this.#text[at - 1] ?? "");
    if (isWord || (rest.includes(close, 2) && !isUndecided)) return at + 2;
    if (!tex) return this.#text.slice(0, at);
    if (hasTexMark(tex)) return this.#text.slice(0, at) + open + tex + OPEN_FORMULA + close;
    return tex.length > LONGEST_TYPED || isProse(tex) ? at + 2 : this.#typed(at, open);
  }

  #code(at: number): number | string {
    const text = this.#text;
    const mark = /^`+/.exec(text.slice(at))?.[0] ?? "`";
    const end = endOfTicks(text, at);
    if (end > at + mark.length) return end;
    const code = text.slice(end);
    if (!code) return text.slice(0, at);
    return NO_CODE.test(code) || code.length > LONGEST_TYPED ? end : this.#typed(at);
  }

  /** Past the destination of the link whose text ends at `at`. */
  #destination(at: number): number | string {
    const open = this.#bracket;
    this.#bracket = NO_OPENER;
    const rest = this.#text.slice(at + 1);
    if (open === NO_OPENER || this.#text[open + 1] === "^" || !rest.startsWith("(")) return at + 1;
    const end = endOfDestination(this.#text, at + 1);
    if (end > 0) return end;
    const before = this.#text.slice(0, open);
    if (this.#text[open] === "!") return /\s/.test(rest) ? at + 1 : before;
    return ADDRESS.test(rest) ? `${before}[${this.#text.slice(open + 1, at)}]()` : at + 1;
  }

  /** An image shows nothing until it is whole. */
  #withoutImage(text: string): string {
    const at = this.#bracket;
    const isImage = at !== NO_OPENER && /^!\[[\p{L}\d].{0,99}$/u.test(text.slice(at));
    return isImage && !/\S/.test(text[at - 1] ?? " ") ? text.slice(0, at) : text;
  }

  #emphasis(at: number, mark: string): number | string {
    const text = this.#text;
    let end = at;
    while (text[end] === mark) end += 1;
    const length = end - at;
    const before = text[at - 1] ?? " ";
    const last = this.#openers.findLast((opener) => opener.mark === mark);
    if (end === text.length) return this.#lastMarks(at, mark, length, last);
    const isInWord = mark === "_" && /[\p{L}\p{N}]/u.test(before);
    if (last && !/\s/.test(before)) this.#openers.splice(this.#openers.indexOf(last));
    else if (!isInWord && !/\s/.test(text[end] ?? " ")) this.#openers.push({ mark, length, at });
    return end;
  }

  /** The text up to the marks at its end: more may come, and what follows them decides what they are. */
  #lastMarks(at: number, mark: string, length: number, last: Opener | undefined): string {
    const closing = last?.length ?? 0;
    const isAfterWord = /[^\s\p{P}\p{S}]/u.test(this.#text[at - 1] ?? " ");
    const isClosed = mark !== "_" && closing > 1 && closing <= length && (isAfterWord || closing < length);
    if (!last || !isClosed) return this.#text.slice(0, at);
    this.#openers.splice(this.#openers.indexOf(last));
    return this.#text.slice(0, at + closing);
  }

  /** Bold text that begins a block is bold from its first letter; the other marks in it are as typed. */
  #bold(text: string): string {
    const [first, ...others] = this.#openers;
    const isOpen = first?.at === 0 && BOLD_START.test(text) && !text.includes("\n");
    if (!isOpen || text.length > LONGEST_BOLD) return text;
    for (const { mark, length, at } of others.reverse()) {
      if (at < text.length) text = text.slice(0, at) + `\\${mark}`.repeat(length) + text.slice(at + length);
    }
    return `${text.replace(/(?<!\\)\*$/, "\\*")}**`;
  }

  /** The text, literal from `at` on; `open` is a mark that stays as Markdown has it. */
  #typed(at: number, open = ""): string {
    const start = at + open.length;
    return this.#text.slice(0, start) + this.#text.slice(start).replace(SIGNS, "\\$&");
  }
}

/** The end of the `(...)` at `at`, balanced; -1 if it is open. */
function endOfDestination(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text[index] === "(") depth += 1;
    else if (text[index] === ")" && (depth -= 1) === 0) return index + 1;
  }
  return -1;
}
