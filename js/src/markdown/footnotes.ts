/** Footnotes, numbered in the order of their marks; a mark without a note is text again at the end. */

import { element } from "../dom/element";
import { textNode } from "../dom/visible-text";
import * as strings from "./strings";
import type { FootnoteReference } from "./syntax";

export class Footnotes {
  #numbers = new Map<string, number>();
  /** The labels that have a note; known only at the end. */
  #defined: ReadonlySet<string> | null = null;

  /** Number again from one, now that the notes are known. */
  setDefined(defined: ReadonlySet<string>): void {
    this.#numbers.clear();
    this.#defined = defined;
  }

  get used(): boolean {
    return this.#numbers.size > 0;
  }

  number(label: string): string {
    const key = label.toLowerCase();
    const number = this.#numbers.get(key) ?? this.#numbers.size + 1;
    this.#numbers.set(key, number);
    return String(number);
  }

  reference({ raw, label }: FootnoteReference): Node {
    if (this.#defined && !this.#defined.has(label.toLowerCase())) return textNode(raw);
    const number = this.number(label);
    const attributes = { type: "button", class: "agw-note-mark", "data-note": number };
    const mark = element("button", { ...attributes, "aria-label": strings.footnote(number) }, number);
    return element("sup", {}, mark);
  }
}

/** Move from a mark to its note, or from a note back to its first mark, within `root`. */
export function followNote(root: HTMLElement, button: HTMLElement): boolean {
  const { note, noteBack } = button.dataset;
  const selector = note ? `[data-note-text="${note}"]` : `button[data-note="${noteBack}"]`;
  if (!note && !noteBack) return false;
  const target = root.querySelector<HTMLElement>(selector);
  target?.scrollIntoView({ block: "nearest" });
  target?.focus({ preventScroll: true });
  return true;
}
