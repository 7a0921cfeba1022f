/** The Markdown view: text in, elements out; buttons in them work. */

import { copyCode } from "./code";
import type { Context } from "./context";
import { element } from "./dom";
import { Footnotes, followNote } from "./footnotes";
import { Formulas, type MathModule } from "./formulas";
import { Headings } from "./headings";
import { showImage } from "./image";
import { Stream } from "./stream";
import * as strings from "./strings";

export interface MarkdownOptions {
  /** Whether code has a button that copies it (yes). */
  copy?: boolean;
  /** Loads what draws mathematics; without it the TeX is shown. */
  loadMath?: () => Promise<MathModule>;
}

/** Longer text is cut: a page with it would not be usable. */
const MAX_LENGTH = 2_000_000;
const PIECE = 16_384;

/** GitHub Markdown in `el`, drawn while it streams. */
export class MarkdownView {
  #el: HTMLElement;
  #options: MarkdownOptions;
  #shownImages = new Set<string>();
  #math: Formulas;
  #stream: Stream;
  #text = "";
  /** A carriage return at the end, whose newline may still come. */
  #held = "";
  #finished = false;

  constructor(el: HTMLElement, options: MarkdownOptions = {}) {
    this.#el = el;
    this.#options = options;
    this.#math = new Formulas(el, options.loadMath);
    el.classList.add("agw-md");
    el.addEventListener("click", this.#onClick);
    this.#stream = this.#begin();
  }

  /** Add text to the end. */
  append(text: string): void {
    if (this.#finished) return this.set(this.#text + text);
    const room = MAX_LENGTH - this.#text.length;
    this.#text += text;
    if (room > 0) this.#take(text.slice(0, room));
  }

  /** Show `text`; if it continues what is shown, only the new part is drawn. */
  set(text: string): void {
    if (!this.#finished && text.startsWith(this.#text)) return this.append(text.slice(this.#text.length));
    if (this.#finished && text === this.#text) return;
    this.#el.replaceChildren();
    this.#stream = this.#begin();
    this.append(text);
  }

  /** The text is complete: links and footnotes defined anywhere in it are resolved. */
  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    if (this.#held) this.#stream.take("\n");
    this.#stream.end();
    const cut = this.#text.length - MAX_LENGTH;
    if (cut > 0) this.#el.append(element("p", { class: "agw-cut" }, strings.cut(cut.toLocaleString())));
    delete this.#el.dataset["live"];
  }

  destroy(): void {
    this.#el.removeEventListener("click", this.#onClick);
    this.#el.replaceChildren();
  }

  #begin(): Stream {
    this.#text = "";
    this.#held = "";
    this.#finished = false;
    this.#el.dataset["live"] = "";
    const context: Context = {
      inline: () => [],
      shownImages: this.#shownImages,
      math: this.#math,
      footnotes: new Footnotes(),
      headings: new Headings(),
      copy: this.#options.copy ?? true,
    };
    return new Stream(this.#el, context);
  }

  #take(text: string): void {
    const whole = this.#held + text;
    this.#held = whole.endsWith("\r") ? "\r" : "";
    const lines = (this.#held ? whole.slice(0, -1) : whole).replace(/\r\n?/g, "\n");
    for (let at = 0; at < lines.length; at += PIECE) this.#stream.take(lines.slice(at, at + PIECE));
  }

  #onClick = ({ target }: Event): void => {
    const button = target instanceof Element ? target.closest<HTMLElement>("button") : null;
    if (!button || !this.#el.contains(button)) return;
    if (button.classList.contains("agw-copy")) void copyCode(button);
    else if (button.classList.contains("agw-image")) showImage(button, this.#shownImages);
    else followNote(this.#el, button);
  };
}
