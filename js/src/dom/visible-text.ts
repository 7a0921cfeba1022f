/** Visible text: without invisible characters, and with those that reorder text shown by their code point. */

// C0 and C1 controls but tab and newline, byte order marks, interlinear annotations, invisible "tag" letters.
const INVISIBLE_SET = String.raw`\0-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}`;
// Embeddings, overrides and isolates: they can make `exe.txt` out of `txt.exe`, in prose and in code.
const REORDERING_SET = String.raw`\u202a-\u202e\u2066-\u2069`;
const SEPARATOR_SET = String.raw`\u2028\u2029`;

const INVISIBLE = new RegExp(`[${INVISIBLE_SET}]`, "gu");
const REORDERING = new RegExp(`[${REORDERING_SET}]`, "gu");
const SEPARATOR = new RegExp(`[${SEPARATOR_SET}]`, "gu");
const SUSPECT = new RegExp(`[${INVISIBLE_SET}${REORDERING_SET}${SEPARATOR_SET}]`, "u");

/** `text` without invisible characters; reordering ones show as code points, line separators are newlines. */
export function visibleText(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return text.replace(INVISIBLE, "").replace(SEPARATOR, "\n").replace(REORDERING, codePoint);
}

function codePoint(char: string): string {
  return `[U+${char.charCodeAt(0).toString(16).toUpperCase()}]`;
}

/** The beginning of a text, at most `length` long, without half a character at its end. */
export function headOf(text: string, length = Infinity): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}

/** A text node of `text`, safe to show. */
export function textNode(text: string): Text {
  return document.createTextNode(visibleText(text));
}
