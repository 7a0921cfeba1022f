/**
 * The stream of Markdown: its live end is parsed and drawn again with each piece of text, the rest is frozen.
 */

import type { Token, Tokens } from "marked";
import type { Context } from "./context";
import { Definitions } from "./definitions";
import { draftsOf, tableHead } from "./drafts";
import type { FrozenPart } from "./drawn-block";
import { openFence, type OpenFence } from "./fence";
import { countFrozenParts, countFrozenTokens, sourceOf, sourceOfParts } from "./freeze";
import { lexBlocks, type Blocks } from "./lexer";
import { LiveBlocks } from "./live-blocks";
import { References } from "./references";
import { closeUnfinished } from "./unfinished";
import { UnparsedTail } from "./unparsed-tail";

/** A live end longer than this, in characters, is parsed again only when it has grown by `GROWTH`. */
const LONG = 8_192;
const GROWTH = 1.2;

export class MarkdownStream {
  #root: HTMLElement;
  #context: Context;
  #live: LiveBlocks;
  #unparsed: UnparsedTail;
  #definitions = new Definitions();
  #references = new References();
  /** The source that is not frozen yet, and how long it was when it was last drawn. */
  #tail = "";
  #drawnLength = 0;
  /** The white space at its end then, which a block is drawn without. */
  #drawnGap = "";
  /** The head of a table whose first rows are frozen: its other rows are parsed below it. */
  #head = "";
  #fence: OpenFence | null = null;
  /** The level of the last frozen heading. */
  #headingLevel: number;

  constructor(root: HTMLElement, context: Context) {
    this.#root = root;
    this.#context = context;
    this.#live = new LiveBlocks(root);
    this.#unparsed = new UnparsedTail(root);
    this.#headingLevel = context.headings.last;
  }

  /** Append text; it is drawn when this returns. */
  append(text: string): void {
    if (this.#fence) {
      const rest = this.#fence.append(text);
      if (rest === null) return;
      this.#fence = null;
      text = rest;
    }
    this.#tail += text;
    const waits = this.#tail.length > LONG && this.#tail.length < this.#drawnLength * GROWTH;
    if (waits) this.#unparsed.append(text, this.#live.last, this.#drawnGap);
    else this.#draw(closeUnfinished(this.#tail));
  }

  /** The text is complete: freeze all of it, and resolve what refers to later text. */
  end(): void {
    this.#fence?.end();
    this.#fence = null;
    this.#freezeTokens(this.#show(this.#tail).tokens);
    this.#tail = "";
    if (this.#definitions.hasLinks || this.#context.footnotes.used) {
      this.#references.resolve(this.#definitions, this.#context);
    }
    this.#context.footnotes.collect(this.#root);
  }

  #draw(source: string): void {
    const { tokens } = this.#show(source, true);
    if (this.#fence) return;
    this.#freeze(tokens);
    this.#drawnLength = this.#tail.length;
    this.#drawnGap = this.#tail.slice(this.#tail.trimEnd().length);
  }

  #show(source: string, growing = false): Blocks {
    this.#unparsed.clear();
    const blocks = lexBlocks(this.#head + source, this.#definitions.links);
    this.#context.inline = blocks.inline;
    this.#context.headings.last = this.#headingLevel;
    const open = growing ? openFence(blocks.tokens.at(-1), this.#context) : null;
    if (open) blocks.tokens.pop();
    this.#live.show(draftsOf(blocks.tokens), this.#context);
    if (open) this.#enterFence(open.fence, open.start, blocks.tokens);
    return blocks;
  }

  /** Freeze all before a fence; its code is then appended to it as it comes. */
  #enterFence(fence: OpenFence, start: number, before: Token[]): void {
    const code = this.#tail.slice(sourceOf(before).length - this.#head.length + start);
    this.#freezeTokens(before);
    this.#tail = "";
    this.#drawnLength = 0;
    this.#fence = fence;
    this.#live.addFrozen(fence.block.element);
    this.append(code);
  }

  /** Freeze what no later text can change. */
  #freeze(tokens: Token[]): void {
    const count = countFrozenTokens(tokens);
    const frozen = tokens.slice(0, count);
    if (!this.#dropFromTail(sourceOf(frozen))) return;
    this.#freezeTokens(frozen);
    this.#freezeParts(tokens[count]);
  }

  #freezeTokens(tokens: Token[]): void {
    if (tokens.length === 0) return;
    this.#head = "";
    this.#definitions.add(tokens);
    this.#keep(this.#live.freeze(draftsOf(tokens).length));
  }

  #freezeParts(token: Token | undefined): void {
    const count = countFrozenParts(token);
    if (!token || count === 0 || !this.#dropFromTail(sourceOfParts(token, count))) return;
    if (token.type === "table") this.#head ||= tableHead(token.raw);
    else this.#definitions.add((token as Tokens.List).items.slice(0, count));
    this.#keep(this.#live.freezeParts(count));
  }

  /**
   * Drop `source`, which is under the head of an open table, from the tail; false if that does not begin with
   * it.
   */
  #dropFromTail(source: string): boolean {
    const own = source.slice(this.#head.length);
    if (!source.startsWith(this.#head) && source !== "") return false;
    if (!this.#tail.startsWith(own)) return false;
    this.#tail = this.#tail.slice(own.length);
    return true;
  }

  #keep(frozen: FrozenPart[]): void {
    this.#references.add(frozen);
    this.#headingLevel = frozen.at(-1)?.after ?? this.#headingLevel;
  }
}
