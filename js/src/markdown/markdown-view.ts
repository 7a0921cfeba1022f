/** The Markdown view: an element that shows text as GitHub Markdown while it streams. */

import { element } from "../dom/element";
import { copyCode } from "./code-block";
import { CodeColours, type HighlightModule } from "./code-colours";
import type { Context } from "./context";
import { Footnotes, followNote } from "./footnotes";
import { Formulas, type MathModule } from "./formulas";
import { Headings } from "./headings";
import { showImage } from "./image";
import { withholdAddresses } from "./links";
import { MarkdownStream } from "./stream";
import * as strings from "./strings";
import type { TaskScheduler } from "./task-scheduler";

export interface MarkdownOptions {
  /** Whether code has a button that copies it (yes). */
  copy?: boolean;
  /** Loads what draws mathematics; without it the TeX is shown. */
  loadMath?: () => Promise<MathModule>;
  /** Loads what colours code; without it code is plain. */
  loadHighlight?: () => Promise<HighlightModule>;
  /** Draws long text bit by bit; without it all is drawn at once. */
  scheduler?: TaskScheduler;
}

/** Longer text is cut: a page with it would not be usable. */
const MAX_LENGTH = 2_000_000;
/** Longer text is drawn in pieces of about this length. */
const PIECE_LENGTH = 2_000;

/** GitHub Markdown in `el`, drawn while it streams. */
export class MarkdownView {
  #el: HTMLElement;
  #options: MarkdownOptions;
  #shownImages = new Set<string>();
  #math: Formulas;
  #colours: CodeColours;
  #stream: MarkdownStream;
  #text = "";
  /** A carriage return at the end, whose newline may still come. */
  #heldReturn = "";
  #finished = false;
  /** What is not drawn yet, and whether the text ends there. */
  #undrawn = "";
  #isComplete = false;
  /** Whether nothing is drawn yet: a byte order mark is none of the text there. */
  #isAtStart = true;
  #stopWithholding: () => void;

  constructor(el: HTMLElement, options: MarkdownOptions = {}) {
    this.#el = el;
    this.#options = options;
    this.#math = new Formulas(el, options.loadMath);
    this.#colours = new CodeColours(el, options.loadHighlight);
    el.classList.add("agw-md");
    el.addEventListener("click", this.#onClick);
    this.#stopWithholding = withholdAddresses(el);
    this.#stream = this.#begin();
  }

  /** Add text to the end. */
  append(text: string): void {
    if (this.#finished) return this.set(this.#text + text);
    const room = MAX_LENGTH - this.#text.length;
    const isFirst = this.#text === "";
    this.#text += text;
    this.#isComplete = false;
    if (room > 0) this.#draw(text.slice(0, room), isFirst);
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
    this.#isComplete = true;
    if (!this.#undrawn && !this.#finished) this.#end();
  }

  destroy(): void {
    this.#options.scheduler?.cancel(this.#drawPiece);
    this.#el.removeEventListener("click", this.#onClick);
    this.#stopWithholding();
    this.#el.replaceChildren();
  }

  #begin(): MarkdownStream {
    this.#options.scheduler?.cancel(this.#drawPiece);
    this.#undrawn = this.#text = "";
    this.#heldReturn = "";
    this.#finished = false;
    this.#isAtStart = true;
    this.#el.dataset["live"] = "";
    const context: Context = {
      inline: () => [],
      shownImages: this.#shownImages,
      math: this.#math,
      footnotes: new Footnotes(),
      headings: new Headings(),
      copy: this.#options.copy ?? true,
      colours: this.#colours,
    };
    return new MarkdownStream(this.#el, context);
  }

  /** Draw text: now where it is little, as it is while it streams. */
  #draw(text: string, isFirst: boolean): void {
    const { scheduler } = this.#options;
    const isDrawing = this.#undrawn !== "";
    if (!isDrawing && !isFirst && text.length <= PIECE_LENGTH) return this.#take(text);
    this.#undrawn += text;
    if (!scheduler) while (this.#drawPiece());
    else if (!isDrawing) scheduler.schedule(this.#drawPiece);
  }

  #drawPiece = (): boolean => {
    const newline = this.#undrawn.lastIndexOf("\n", PIECE_LENGTH) + 1;
    const end = newline || PIECE_LENGTH;
    const piece = this.#undrawn.slice(0, end);
    this.#undrawn = this.#undrawn.slice(end);
    this.#take(piece);
    if (!this.#undrawn && this.#isComplete) this.#end();
    return this.#undrawn !== "";
  };

  #take(text: string): void {
    if (this.#isAtStart && text) {
      this.#isAtStart = false;
      text = text.replace(/^\ufeff/, "");
    }
    const whole = this.#heldReturn + text;
    this.#heldReturn = whole.endsWith("\r") ? "\r" : "";
    this.#stream.append((this.#heldReturn ? whole.slice(0, -1) : whole).replace(/\r\n?/g, "\n"));
  }

  #end(): void {
    this.#finished = true;
    if (this.#heldReturn) this.#stream.append("\n");
    this.#stream.end();
    const cut = this.#text.length - MAX_LENGTH;
    if (cut > 0) this.#el.append(element("p", { class: "agw-cut" }, strings.cut(cut.toLocaleString())));
    delete this.#el.dataset["live"];
  }

  #onClick = ({ target }: Event): void => {
    const button = target instanceof Element ? target.closest<HTMLElement>("button") : null;
    if (!button || !this.#el.contains(button)) return;
    if (button.classList.contains("agw-copy")) void copyCode(button);
    else if (button.classList.contains("agw-image")) showImage(button, this.#shownImages);
    else followNote(this.#el, button);
  };
}
