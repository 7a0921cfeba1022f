/** A code block that grows by lines: each is highlighted once, when it is complete. */

import { element } from "../dom/element";
import { textNode, visibleText } from "../dom/visible-text";
import type { Highlighter } from "../highlight/engine";
import type { CodeColours } from "./code-colours";
import * as strings from "./strings";

/** Lines in one chunk; a chunk that is full needs no new layout when the next one grows. */
const LINES_IN_CHUNK = 50;
/** A longer line is not highlighted before it is complete. */
const LONG_LINE = 500;
const LONG_NAME = 32;

/** How code is shown. */
export interface CodeStyle {
  /** Whether a button copies it. */
  copy: boolean;
  colours: CodeColours;
}

export class CodeBlock {
  readonly element: HTMLElement;
  #language: string;
  #colours: CodeColours;
  #pre: HTMLElement;
  #chunk: HTMLElement;
  #lines = 0;
  #highlighter: Highlighter;
  /** The last line, while it is incomplete, and the nodes that show it. */
  #open = "";
  #shown: Node[] = [];

  constructor(info: string, { copy, colours }: CodeStyle) {
    const language = info.trim().split(/[\s{,]/, 1)[0] ?? "";
    this.#language = language;
    this.#colours = colours;
    this.#highlighter = colours.highlighter(language);
    colours.begin(this);
    this.#chunk = element("code", { class: "agw-code-chunk" });
    const name = language.toLowerCase().slice(0, LONG_NAME);
    const label = name ? strings.codeIn(name) : strings.code;
    const attributes = { class: "agw-pre", dir: "ltr", tabindex: "0", role: "group", "aria-label": label };
    this.#pre = element("pre", attributes, this.#chunk);
    const head = element(
      "div",
      { class: "agw-code-head" },
      element("span", { class: "agw-code-name" }, name),
    );
    if (copy) head.append(element("button", { type: "button", class: "agw-copy" }, strings.copy));
    const awaited = colours.isAwaited(language) ? language : undefined;
    this.element = element("div", { class: "agw-code", "data-language": awaited }, head, this.#pre);
  }

  /** The parts of the code, which follow each other. */
  get chunks(): Node[] {
    return [...this.#pre.childNodes];
  }

  /** Highlight anew what has come, while more comes. */
  recolour(): void {
    const text = this.#pre.textContent;
    const shown = this.#shown.reduce((length, node) => length + node.textContent!.length, 0);
    const open = this.#open;
    this.#highlighter = this.#colours.highlighter(this.#language);
    this.#chunk = element("code", { class: "agw-code-chunk" });
    this.#pre.replaceChildren(this.#chunk);
    this.#lines = 0;
    this.#open = "";
    this.#shown = [];
    delete this.element.dataset["language"];
    this.append(text.slice(0, text.length - shown) + open);
  }

  /** Add text as it comes; a newline in it ends the line before. */
  append(text: string): void {
    const lines = text.split("\n");
    const last = lines.pop() ?? "";
    for (const line of lines) this.#complete(line);
    if (last) this.#grow(last);
  }

  /** Highlight the last line, which stays without a newline. */
  end(): void {
    this.#show(this.#highlighter.line(this.#open));
    this.#shown = [];
    this.#open = "";
    this.#colours.end(this);
  }

  #grow(text: string): void {
    const [shown] = this.#shown;
    const isLong = this.#open.length > LONG_LINE;
    this.#open += text;
    if (!isLong) this.#show(this.#highlighter.partial(this.#open));
    else if (this.#shown.length === 1 && shown instanceof Text) shown.appendData(visibleText(text));
    else this.#show([textNode(this.#open)]);
  }

  #complete(line: string): void {
    this.#show(this.#highlighter.line(this.#open + line));
    this.#shown = [];
    this.#open = "";
    this.#chunk.append("\n");
    this.#lines += 1;
    if (this.#lines % LINES_IN_CHUNK > 0) return;
    this.#chunk = element("code", { class: "agw-code-chunk" });
    this.#pre.append(this.#chunk);
  }

  #show(nodes: Node[]): void {
    for (const node of this.#shown) node.parentNode?.removeChild(node);
    this.#chunk.append(...nodes);
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
