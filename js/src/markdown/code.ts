/** A block of code that grows by lines: each is highlighted once, when it is complete. */

import { element } from "./dom";
import { highlighter, languageName, type Highlighter } from "./highlight";
import { strings } from "./strings";
import { textNode } from "./text";

/** Lines in one part; a part that is complete needs no new layout when the next one grows. */
const LINES_IN_PART = 50;

export class CodeBlock {
  readonly element: HTMLElement;
  #pre: HTMLElement;
  #part: HTMLElement;
  #lines = 0;
  #highlighter: Highlighter;
  /** The last line, while it is incomplete, and the nodes that show it. */
  #open = "";
  #shown: Node[] = [];

  constructor(info: string, copy: boolean) {
    const language = info.trim().split(/[\s{,]/, 1)[0] ?? "";
    this.#highlighter = highlighter(language);
    this.#part = element("code", { class: "agw-code-part" });
    const name = languageName(language);
    const label = name ? strings.codeIn(name) : strings.code;
    const attributes = { class: "agw-pre", dir: "ltr", tabindex: "0", role: "region", "aria-label": label };
    this.#pre = element("pre", attributes, this.#part);
    const head = element(
      "div",
      { class: "agw-code-head" },
      element("span", { class: "agw-code-name" }, name),
    );
    if (copy) head.append(element("button", { type: "button", class: "agw-copy" }, strings.copy));
    this.element = element("div", { class: "agw-code" }, head, this.#pre);
  }

  /** Add text as it comes; a newline in it ends the line before. */
  append(text: string): void {
    const lines = text.split("\n");
    const last = lines.pop() ?? "";
    for (const line of lines) this.#complete(line);
    this.#open += last;
    if (last) this.#show([textNode(this.#open)]);
  }

  /** Highlight the last line, which stays without a newline. */
  end(): void {
    this.#show(this.#highlighter.line(this.#open));
    this.#shown = [];
    this.#open = "";
  }

  #complete(line: string): void {
    this.#show(this.#highlighter.line(this.#open + line));
    this.#shown = [];
    this.#open = "";
    this.#part.append("\n");
    this.#lines += 1;
    if (this.#lines % LINES_IN_PART > 0) return;
    this.#part = element("code", { class: "agw-code-part" });
    this.#pre.append(this.#part);
  }

  #show(nodes: Node[]): void {
    for (const node of this.#shown) node.parentNode?.removeChild(node);
    this.#part.append(...nodes);
    this.#shown = nodes;
  }
}

/** Put the code beside the pressed button on the clipboard, and say so on the button. */
export async function copyCode(button: HTMLElement): Promise<void> {
  const pre = button.closest(".agw-code")?.querySelector("pre");
  const done = await write(pre?.textContent ?? "", pre ?? null);
  button.textContent = done ? strings.copied : strings.copyFailed;
  setTimeout(() => (button.textContent = strings.copy), 1500);
}

async function write(text: string, pre: Element | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Frames without the permission still may copy what is selected.
    if (pre) getSelection()?.selectAllChildren(pre);
    return document.execCommand("copy");
  }
}
