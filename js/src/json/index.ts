/** A tree of JSON. */

import { element } from "../markdown/dom";

export interface JsonTree {
  set(value: unknown): void;
  destroy(): void;
}

/** Show `value` (a string is JSON text, which may still be growing) in `el`. */
export function jsonTree(el: HTMLElement, value: unknown, _options: { partial?: boolean } = {}): JsonTree {
  const pre = element("pre", { class: "agw-json-text" });
  const set = (next: unknown) => {
    pre.textContent = typeof next === "string" ? next : JSON.stringify(next, null, 2);
  };
  el.append(pre);
  set(value);
  return { set, destroy: () => pre.remove() };
}
