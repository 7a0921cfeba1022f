/** The last text of a very long block, shown as it is until the block is lexed again. */

import { element } from "../dom/element";
import { grow, run } from "./text-chunks";
import { visibleText } from "../dom/visible-text";

const HOLDS_TEXT = new Set(["P", "LI"]);

export class RawEnd {
  #root: HTMLElement;
  #runs: HTMLElement[] = [];
  #paragraph: HTMLElement | null = null;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Show `text` at the end of `last`, or below it. */
  append(text: string, last: HTMLElement | null): void {
    const present = this.#runs.at(-1);
    const shown = present ? grow(present, visibleText(text)) : this.#begin(text, last);
    if (shown !== present) this.#runs.push(shown);
  }

  clear(): void {
    for (const made of this.#runs.splice(0)) made.remove();
    this.#paragraph?.remove();
    this.#paragraph = null;
  }

  #begin(text: string, last: HTMLElement | null): HTMLElement {
    const made = run(text);
    if (last && HOLDS_TEXT.has(last.nodeName)) {
      // It goes on in the line, as it will when it is lexed.
      if (last.lastElementChild?.className !== "agw-run") made.className = "agw-run-on";
      last.append(made);
    } else {
      this.#paragraph = element("p", { class: "agw-p agw-raw", dir: "auto" }, made);
      this.#root.append(this.#paragraph);
    }
    return made;
  }
}
