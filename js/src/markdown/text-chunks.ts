/** Chunks of a very long text in one block: when the last one grows, the browser lays out that one alone. */

import { element } from "../dom/element";

/** In characters. */
const CHUNK_LENGTH = 4_000;

/** `text` in chunks, split at spaces where there are any. */
export function textChunks(text: string): HTMLElement[] {
  const chunks: HTMLElement[] = [];
  for (let start = 0; start < text.length;) {
    const end = chunkEnd(text, start);
    chunks.push(textChunk(text.slice(start, end)));
    start = end;
  }
  return chunks;
}

function chunkEnd(text: string, start: number): number {
  const longest = start + CHUNK_LENGTH;
  if (longest >= text.length) return text.length;
  const afterSpace = text.lastIndexOf(" ", longest) + 1;
  return afterSpace > start ? afterSpace : longest;
}

/**
 * Append `text` to the chunk `last`, or to a new one after it if that is full; the chunk that has the text.
 */
export function appendToChunk(last: HTMLElement, text: string): HTMLElement {
  if ((last.textContent?.length ?? 0) <= CHUNK_LENGTH) {
    last.append(text);
    return last;
  }
  const next = textChunk(text);
  last.after(next);
  return next;
}

export function textChunk(text: string): HTMLElement {
  return element("span", { class: "agw-text-chunk" }, text);
}
