/**
 * Footnotes, numbered in the order of their marks. A note is shown where it is written while the text grows;
 * at the end all stand below it, and a mark without a note is text again.
 */

import { element } from "../dom/element";
import { textNode } from "../dom/visible-text";
import type { FootnoteReference } from "./footnote-syntax";
import * as strings from "./strings";

export class Footnotes {
  #numbers = new Map<string, string>();
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

  mark({ raw, label }: FootnoteReference): Node {
    if (this.#defined && !this.#defined.has(label.toLowerCase())) return textNode(raw);
    const number = this.#number(label.toLowerCase());
    const attributes = { type: "button", class: "agw-note-mark", "data-note": number };
    const mark = element("button", { ...attributes, "aria-label": strings.footnote(number) }, number);
    return element("sup", {}, mark);
  }

  /** A note with `blocks` in it: its number stands before its first words, the way back after its last. */
  note(label: string, blocks: HTMLElement[]): HTMLElement {
    const attributes = {
      class: "agw-note",
      dir: "auto",
      tabindex: "-1",
      "data-note-label": label.toLowerCase(),
    };
    const note = element("div", attributes, ...blocks);
    const number = element("sup", { class: "agw-note-number" });
    const back = element("button", {
      type: "button",
      class: "agw-note-back",
      "aria-label": strings.backToText,
    });
    back.textContent = "↩";
    const paragraph = (block: HTMLElement | undefined) => (block?.localName === "p" ? block : note);
    paragraph(blocks[0]).prepend(number, " ");
    paragraph(blocks.at(-1)).append(" ", back);
    setNumber(note, this.#numbers.get(label.toLowerCase()) ?? "");
    return note;
  }

  /** Move the notes in `root` to its end, in the order of their marks; those without a mark come last. */
  collect(root: HTMLElement): void {
    const notes = new Map<string, HTMLElement>();
    for (const note of root.querySelectorAll<HTMLElement>(".agw-note")) {
      const label = note.dataset["noteLabel"] ?? "";
      note.remove();
      if (!notes.has(label)) notes.set(label, note);
    }
    if (notes.size === 0) return;
    for (const [label, note] of notes) setNumber(note, this.#number(label));
    const ordered = [...this.#numbers.keys()].map((label) => notes.get(label));
    root.append(element("div", { class: "agw-notes" }, ...ordered.filter((note) => note !== undefined)));
  }

  #number(key: string): string {
    const number = this.#numbers.get(key) ?? String(this.#numbers.size + 1);
    this.#numbers.set(key, number);
    return number;
  }
}

function setNumber(note: HTMLElement, number: string): void {
  const [shown] = note.querySelectorAll(".agw-note-number");
  const [back] = note.querySelectorAll<HTMLElement>(".agw-note-back");
  note.dataset["noteText"] = number;
  if (shown) shown.textContent = number;
  if (back) back.dataset["noteBack"] = number;
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
