/** Syntax beyond GitHub Markdown's core: footnotes, and where a block of ours begins. */

export interface FootnoteReference {
  type: "footnote_reference";
  raw: string;
  label: string;
}
export interface Footnote {
  type: "footnote";
  raw: string;
  label: string;
  text: string;
}

const REFERENCE = /^\[\^([^\]\s[^]{1,64})\](?!\()/;
// The note's first paragraph: up to a blank line, another note or something that starts a block.
const NOTE =
  /^ {0,3}\[\^([^\]\s[^]{1,64})\]:[ \t]*([^\n]*(?:\n(?![ \t]*\n| {0,3}(?:\[\^|[-+*>#`~|]|\d+[.)]))[^\n]+)*)(?:\n|$)/;

export function footnoteReference(src: string): FootnoteReference | undefined {
  const found = src.startsWith("[^") ? REFERENCE.exec(src) : null;
  return found ? { type: "footnote_reference", raw: found[0], label: found[1] ?? "" } : undefined;
}

export function footnote(src: string): Footnote | undefined {
  const found = NOTE.exec(src);
  if (!found) return undefined;
  return { type: "footnote", raw: found[0], label: found[1] ?? "", text: (found[2] ?? "").trim() };
}

/** Where in a paragraph one of our blocks may begin, so that the paragraph ends there. */
export function startOfOwnBlock(src: string): number | undefined {
  const blank = src.search(/\n[ \t]*\n/);
  const at = (blank < 0 ? src : src.slice(0, blank)).search(
    /\n {0,3}(?:\$\$|\\\[|\\begin\{|\[\^[^\]\s]+\]:)/,
  );
  return at < 0 ? undefined : at + 1;
}
