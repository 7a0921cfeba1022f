/** The syntax of footnotes: marks in the text, and notes of one or more blocks. */

import type { Token, TokenizerThis } from "marked";

export interface FootnoteReference {
  type: "footnote_reference";
  raw: string;
  label: string;
}
export interface Footnote {
  type: "footnote";
  raw: string;
  label: string;
  tokens: Token[];
}

const REFERENCE = /^\[\^([^\]\s[]{1,999})\](?!\()/;
const NOTE = /^ {0,3}\[\^([^\]\s[]{1,999})\]:[ \t]*/;
const INDENT = /^(?: {4}| {0,3}\t)/;
const CODE = /^(?: {8}| {0,3}\t {0,3}\t| {0,3}\t {4})/;
/** What begins a block, and so does not go on with a paragraph; `**` or one backtick begins none. */
const BLOCK_START =
  /^ {0,3}(?:\[\^[^\]\s]+\]:|(?:[-+*]|\d{1,9}[.)])\s|#{1,6}\s|[>|]|`{3}|~{3}|\$\$|([-*_])[ \t]*(?:\1[ \t]*){2,}\s*$)/;

export function footnoteReference(src: string): FootnoteReference | undefined {
  const found = src.startsWith("[^") ? REFERENCE.exec(src) : null;
  return found ? { type: "footnote_reference", raw: found[0], label: found[1] ?? "" } : undefined;
}

/** The note that `src` begins with: its first line, what is indented below it, and lines that go on with it. */
export function footnote(this: TokenizerThis, src: string): Footnote | undefined {
  const start = NOTE.exec(src);
  if (!start) return undefined;
  const raw = src.slice(0, endOfNote(src));
  const [first = "", ...others] = raw.split("\n");
  const text = [first.slice(start[0].length), ...others.map((line) => line.replace(INDENT, ""))].join("\n");
  const { state } = this.lexer;
  const { top } = state;
  state.top = true;
  const tokens = this.lexer.blockTokens(text);
  state.top = top;
  return { type: "footnote", raw, label: start[1] ?? "", tokens };
}

/** Where the note ends that `src` begins with; blank lines after it are not in it. */
function endOfNote(src: string): number {
  let end = endOfLine(src, 0);
  let mayGoOn = true;
  for (let at = end; at < src.length;) {
    const next = endOfLine(src, at);
    const line = src.slice(at, next);
    const isBlank = line.trim() === "";
    if (!isBlank && !INDENT.test(line) && (!mayGoOn || BLOCK_START.test(line))) break;
    if (!isBlank) end = next;
    mayGoOn = !isBlank && !CODE.test(line);
    at = next;
  }
  return end;
}

function endOfLine(src: string, at: number): number {
  return src.indexOf("\n", at) + 1 || src.length;
}

/** Where in a paragraph a note may begin, so that the paragraph ends there. */
export function startOfFootnote(src: string): number | undefined {
  if (!src.includes("[^")) return undefined;
  const blank = src.search(/\n[ \t]*\n/);
  const at = (blank < 0 ? src : src.slice(0, blank)).search(/\n {0,3}\[\^[^\]\s]+\]:/);
  return at < 0 ? undefined : at + 1;
}
