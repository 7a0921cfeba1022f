/**
 * Elements, made by name with attributes and children set as text: no other code makes one from text of a
 * model.
 */

import { textNode, visibleText } from "./visible-text";

export type Attributes = Record<string, string | undefined>;

/** A new element; strings among `children` become text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(key, visibleText(value));
  }
  for (const child of children) made.append(typeof child === "string" ? textNode(child) : child);
  return made;
}
