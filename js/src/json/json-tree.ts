/** A JSON tree that grows with its text. */

import { element } from "../dom/element";
import { textNode } from "../dom/visible-text";
import { JsonParser } from "./parser";
import * as strings from "./strings";
import { Tree } from "./tree";

export interface JsonTree {
  /** Show another value; text that continues what is shown costs only its new part. */
  set(value: unknown): void;
  /** Add to the end of the text. */
  append(text: string): void;
  destroy(): void;
}

/** Longer text is cut, as text that is not JSON is sooner. */
const MAX_LENGTH = 5_000_000;
const MAX_PLAIN = 20_000;

/** Show `value` in `el`: a string is JSON text, with `partial` one that may still grow. */
export function jsonTree(el: HTMLElement, value: unknown, options: { partial?: boolean } = {}): JsonTree {
  const host = element("div", { class: "agw-json" });
  const view = new TextTree(host, options.partial ?? false);
  el.append(host);
  view.set(value);
  return {
    set: (next) => view.set(next),
    append: (text) => view.append(text),
    destroy: () => host.remove(),
  };
}

class TextTree {
  #host: HTMLElement;
  #partial: boolean;
  #text = "";
  #parser = new JsonParser();
  #tree = new Tree();

  constructor(host: HTMLElement, partial: boolean) {
    this.#host = host;
    this.#partial = partial;
  }

  set(value: unknown): void {
    const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
    if (this.#partial && this.#text && text.startsWith(this.#text))
      return this.append(text.slice(this.#text.length));
    this.#text = "";
    this.#parser = new JsonParser();
    this.#tree = new Tree();
    this.#host.replaceChildren();
    this.append(text);
    // The end of a number that stands alone is only known from what follows it.
    if (!this.#partial) this.append("\n");
  }

  append(text: string): void {
    const room = MAX_LENGTH - this.#text.length;
    this.#text += text;
    if (room <= 0) return;
    this.#parser.push(text.slice(0, room));
    if (this.#parser.failed) this.#showPlain();
    else this.#show();
  }

  #show(): void {
    const { root, changed } = this.#parser;
    if (root && !this.#host.firstChild) this.#host.append(this.#tree.draw(root));
    this.#tree.update(changed);
    changed.clear();
  }

  #showPlain(): void {
    const cut = this.#text.length - MAX_PLAIN;
    const shown = element("pre", { class: "agw-json-text", dir: "auto" }, this.#text.slice(0, MAX_PLAIN));
    this.#host.replaceChildren(shown);
    if (cut > 0) this.#host.append(textNode(strings.cut(cut.toLocaleString())));
  }
}
