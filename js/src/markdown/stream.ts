/** The text as it comes: the live end is lexed and drawn, what is settled is let go. */

import type { Token, Tokens } from "marked";
import type { Context } from "./context";
import { Definitions } from "./definitions";
import { draftsOf, tableHead } from "./drafts";
import { openFence, type OpenFence } from "./fence";
import { frozenParts, frozenTokens, partsText, rawOf } from "./freeze";
import { lexBlocks, type Blocks } from "./lexer";
import type { Drawn } from "./drawn-block";
import { Live } from "./live-blocks";
import { RawEnd } from "./unparsed-tail";
import { References } from "./references";
import { closeUnfinished } from "./unfinished";

/** A live end longer than this is lexed again only when it has grown by a part of itself. */
const LONG = 8_192;
const GROWTH = 1.2;

export class Stream {
  #context: Context;
  #live: Live;
  #raw: RawEnd;
  #definitions = new Definitions();
  #references = new References();
  /** What is not settled yet, and how long it was when it was last drawn. */
  #tail = "";
  #drawnLength = 0;
  /** The head of a table whose first rows are settled: its other rows are lexed below it. */
  #head = "";
  #fence: OpenFence | null = null;
  /** The level of the last settled heading. */
  #heading: number;

  constructor(root: HTMLElement, context: Context) {
    this.#context = context;
    this.#live = new Live(root);
    this.#raw = new RawEnd(root);
    this.#heading = context.headings.last;
  }

  /** Take more text; it is drawn when this returns. */
  take(text: string): void {
    if (this.#fence) {
      const rest = this.#fence.feed(text);
      if (rest === null) return;
      this.#fence = null;
      text = rest;
    }
    this.#tail += text;
    const isLong = this.#tail.length > LONG && this.#tail.length < this.#drawnLength * GROWTH;
    if (isLong) this.#raw.append(text, this.#live.last);
    else this.#draw(closeUnfinished(this.#tail));
  }

  /** The text is complete: settle all of it, and resolve what refers to later text. */
  end(): void {
    this.#fence?.end();
    this.#fence = null;
    this.#settle(this.#show(this.#tail).tokens);
    this.#tail = "";
    if (this.#definitions.hasLinks || this.#context.footnotes.used) {
      this.#references.resolve(this.#definitions, this.#context);
    }
  }

  #draw(source: string): void {
    const { tokens } = this.#show(source, true);
    if (this.#fence) return;
    this.#freeze(tokens);
    this.#drawnLength = this.#tail.length;
  }

  #show(source: string, growing = false): Blocks {
    this.#raw.clear();
    const blocks = lexBlocks(this.#head + source, this.#definitions.links);
    this.#context.inline = blocks.inline;
    this.#context.headings.last = this.#heading;
    const open = growing ? openFence(blocks.tokens.at(-1), this.#context.copy) : null;
    if (open) blocks.tokens.pop();
    this.#live.show(draftsOf(blocks.tokens), this.#context);
    if (open) this.#enter(open.fence, open.start, blocks.tokens);
    return blocks;
  }

  /** Settle all before a fence; its code goes where it comes. */
  #enter(fence: OpenFence, start: number, before: Token[]): void {
    const code = this.#tail.slice(rawOf(before).length - this.#head.length + start);
    this.#settle(before);
    this.#tail = "";
    this.#drawnLength = 0;
    this.#fence = fence;
    this.#live.addSettled(fence.block.element);
    this.take(code);
  }

  #freeze(tokens: Token[]): void {
    const count = frozenTokens(tokens);
    const settled = tokens.slice(0, count);
    if (!this.#release(rawOf(settled))) return;
    this.#settle(settled);
    this.#freezeParts(tokens[count]);
  }

  #freezeParts(token: Token | undefined): void {
    const count = frozenParts(token);
    if (!token || count === 0 || !this.#release(partsText(token, count))) return;
    if (token.type === "table") this.#head ||= tableHead(token.raw);
    else this.#definitions.add((token as Tokens.List).items.slice(0, count));
    this.#keep(this.#live.settleParts(count));
  }

  /** Drop `text`, under the head of an open table, from the live end; `false` if it does not begin with it. */
  #release(text: string): boolean {
    const own = text.slice(this.#head.length);
    if (!text.startsWith(this.#head) && text !== "") return false;
    if (!this.#tail.startsWith(own)) return false;
    this.#tail = this.#tail.slice(own.length);
    return true;
  }

  #settle(tokens: Token[]): void {
    if (tokens.length === 0) return;
    this.#head = "";
    this.#definitions.add(tokens);
    this.#keep(this.#live.settle(draftsOf(tokens).length));
  }

  #keep(drawn: Drawn[]): void {
    this.#references.add(drawn);
    this.#heading = drawn.at(-1)?.after ?? this.#heading;
  }
}
