/** The last text of a very long block, shown as it is until the block is lexed again. */

import { element } from "./dom";
import { textNode } from "./text";

const HOLDS_TEXT = new Set(["P", "LI"]);

export class RawEnd {
  #root: HTMLElement;
  #nodes: ChildNode[] = [];

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Show `text` at the end of `last`, or below it. */
  append(text: string, last: HTMLElement | null): void {
    const made = textNode(text);
    if (last && HOLDS_TEXT.has(last.nodeName)) {
      last.append(made);
      this.#nodes.push(made);
      return;
    }
    let paragraph = this.#nodes.at(-1);
    if (!(paragraph instanceof HTMLElement)) {
      paragraph = element("p", { class: "agw-p agw-raw", dir: "auto" });
      this.#root.append(paragraph);
      this.#nodes.push(paragraph);
    }
    (paragraph as HTMLElement).append(made);
  }

  clear(): void {
    for (const node of this.#nodes.splice(0)) node.remove();
  }
}
