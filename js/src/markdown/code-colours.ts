/** The colours of code: it is plain until the library that knows languages has been loaded, or where it cannot. */

import { textNode } from "../dom/visible-text";
import type { Highlighter } from "../highlight/engine";
import { CodeBlock } from "./code-block";
import { LateModule } from "./late-module";

export interface HighlightModule {
  /** What highlights the lines of a language; null for a language that it does not know. */
  highlighter(language: string): Highlighter | null;
}

export const plain: Highlighter = {
  line: (text) => (text ? [textNode(text)] : []),
  partial: (text) => (text ? [textNode(text)] : []),
};

/** Code whose language is not known to be unknown. */
const UNCOLOURED = ".agw-code[data-language]";

export class CodeColours {
  #root: HTMLElement;
  #library: LateModule<HighlightModule>;
  /** Blocks that still grow. */
  #growing = new Set<CodeBlock>();

  /** Colours the code in `root` with what `load` gives. */
  constructor(root: HTMLElement, load: (() => Promise<HighlightModule>) | undefined) {
    this.#root = root;
    this.#library = new LateModule(load, () => this.#arrived());
  }

  /** What highlights a language now. */
  highlighter(language: string): Highlighter {
    if (!this.#library.current && language) this.#library.ask();
    return this.#library.current?.highlighter(language) ?? plain;
  }

  /** Whether code of a language is to be coloured when the library has come. */
  isAwaited(language: string): boolean {
    return language !== "" && this.#library.isAwaited;
  }

  begin(block: CodeBlock): void {
    if (!this.#library.current) this.#growing.add(block);
  }

  end(block: CodeBlock): void {
    this.#growing.delete(block);
  }

  /** Colour what is drawn. The text is the same, so nothing moves. */
  #arrived(): void {
    for (const block of this.#growing) block.recolour();
    this.#growing.clear();
    for (const drawn of this.#root.querySelectorAll<HTMLElement>(UNCOLOURED)) this.#colour(drawn);
  }

  #colour(drawn: HTMLElement): void {
    const block = new CodeBlock(drawn.dataset["language"]!, { copy: false, colours: this });
    block.append(drawn.querySelector("pre")!.textContent);
    block.end();
    drawn.querySelector("pre")!.replaceChildren(...block.chunks);
    delete drawn.dataset["language"];
  }
}
