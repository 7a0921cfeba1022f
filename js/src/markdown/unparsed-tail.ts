/** The unparsed tail of a very long block: its last text, shown as it is until the block is parsed again. */

import { element } from "../dom/element";
import { visibleText } from "../dom/visible-text";
import { appendToChunk, textChunk } from "./text-chunks";

/** The elements whose text goes on in the same line. */
const HOLDS_TEXT = new Set(["P", "LI"]);

export class UnparsedTail {
  #root: HTMLElement;
  #chunks: HTMLElement[] = [];
  #paragraph: HTMLElement | null = null;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Append `text` to the tail, which begins `gap` after the end of `last`, or below it. */
  append(text: string, last: HTMLElement | null, gap: string): void {
    const present = this.#chunks.at(-1);
    const chunk = present ? appendToChunk(present, visibleText(text)) : this.#begin(text, last, gap);
    if (chunk !== present) this.#chunks.push(chunk);
  }

  clear(): void {
    for (const chunk of this.#chunks.splice(0)) chunk.remove();
    this.#paragraph?.remove();
    this.#paragraph = null;
  }

  #begin(text: string, last: HTMLElement | null, gap: string): HTMLElement {
    const chunk = textChunk(text);
    if (last && HOLDS_TEXT.has(last.nodeName)) {
      // It goes on in the line, as it will when it is parsed.
      chunk.prepend(gap);
      if (last.lastElementChild?.className !== "agw-text-chunk") chunk.className = "agw-text-chunk-inline";
      last.append(chunk);
    } else {
      this.#paragraph = element("p", { class: "agw-p agw-unparsed", dir: "auto" }, chunk);
      this.#root.append(this.#paragraph);
    }
    return chunk;
  }
}
