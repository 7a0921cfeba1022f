/** Search in a transcript: which entries hold a text, and how often. */

import { visibleText } from "../dom/visible-text";
import type { Entry } from "../transcript/schema";
import type { TranscriptStore } from "../transcript/store";

/** One place where the text is: the `nth` of those in an entry, from 0. A tool call has one. */
export interface Match {
  id: string;
  nth: number;
}

/** The entries in the order in which they are drawn. */
export function* inOrder(store: TranscriptStore, parent: string | null = null): Generator<Entry> {
  for (const block of store.blocks(parent)) {
    for (const id of block.ids) {
      yield store.entry(id).value;
      yield* inOrder(store, id);
    }
  }
}

/** The places where `query` is; none for an empty one. Case and the kind of white space do not matter. */
export function findAll(entries: Iterable<Entry>, query: string): Match[] {
  const matches: Match[] = [];
  for (const entry of entries) {
    const count = Math.min(countIn(entry, query), entry.kind === "tool_call" ? 1 : Infinity);
    for (let nth = 0; nth < count; nth++) matches.push({ id: entry.id, nth });
  }
  return matches;
}

/** A text of the same length, in which what is searched alike is alike. */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  const alike = lower.length === text.length ? lower : [...text].map(lowerLetter).join("");
  return alike.replace(/\s/g, " ");
}

/** Where `query` begins in a text; both are folded. */
export function positions(text: string, query: string): number[] {
  const found: number[] = [];
  if (!query) return found;
  for (let at = text.indexOf(query); at >= 0; at = text.indexOf(query, at + query.length)) found.push(at);
  return found;
}

/** A few letters become longer as small ones, such as a Turkish I with its dot: they stay. */
function lowerLetter(letter: string): string {
  const lower = letter.toLowerCase();
  return lower.length === letter.length ? lower : letter;
}

function countIn(entry: Entry, query: string): number {
  const isMarkdown = entry.format === "markdown" && ["user", "message", "reasoning"].includes(entry.kind);
  const text = isMarkdown ? withoutMarks(entry.text) : entry.text;
  const said = isMarkdown ? withoutMarks(query) || query : query;
  return (
    positions(wordsOf(text), wordsOf(said)).length + positions(wordsOf(besides(entry)), wordsOf(query)).length
  );
}

/** What is drawn of an entry beside its text. */
function besides({ tool, arguments: given, summary, log, output, ...entry }: Entry): string {
  const call = [tool, given, summary, log, output];
  const others = [entry.source, entry.target, entry.guardrail, entry.error, entry.hint, entry.traceback];
  return [...call, ...others, entry.annotation].filter(Boolean).join("\n");
}

/** Markdown without the marks that are not drawn, about. */
function withoutMarks(markdown: string): string {
  return markdown.replace(/\]\([^)\s]*\)|[*_`~\\[\]]/g, "");
}

function wordsOf(text: string): string {
  return folded(visibleText(text));
}
