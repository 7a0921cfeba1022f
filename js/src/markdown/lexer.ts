/** marked's lexer, made strict and bounded: HTML is text, our own syntax is known, and depth is limited. */

import { Hooks, Lexer, Marked, Tokenizer, type Links, type Token, type Tokens } from "marked";
import { blockMath, inlineMath, maskFormulas } from "./formula-syntax";
import { footnote, footnoteReference, startOfOwnBlock } from "./syntax";

const MAX_DEPTH = 24;
/** A formula may start at a dollar sign, but not within several of them. */
const FORMULA_START = /(?<!\$)\$/g;

const { defaults } = new Marked({
  gfm: true,
  extensions: [
    { name: "math", level: "block", start: startOfOwnBlock, tokenizer: blockMath },
    { name: "footnote", level: "block", tokenizer: footnote },
    { name: "math", level: "inline", tokenizer: (src, tokens) => inlineMath(src, lastCharacter(tokens)) },
    { name: "footnote_reference", level: "inline", tokenizer: footnoteReference },
  ],
});

function lastCharacter(tokens: Token[]): string {
  return tokens.at(-1)?.raw.at(-1) ?? "";
}

/** A tokenizer to which HTML is text, but for the line break. */
class TextTokenizer extends Tokenizer {
  override html(): undefined {}

  // A line of "=" in a formula makes no heading of the lines before it.
  override lheading(src: string): Tokens.Heading | undefined {
    const token = super.lheading(src);
    const at = token && startOfOwnBlock(token.raw);
    return at && blockMath(src.slice(at)) ? undefined : token;
  }

  override tag(src: string): Tokens.Tag | undefined {
    const found = /^<br[ \t]*\/?>/i.exec(src);
    return found ? ({ type: "br", raw: found[0] } as unknown as Tokens.Tag) : undefined;
  }

  override inlineText(src: string): Tokens.Text | undefined {
    const token = super.inlineText(src);
    if (!token) return token;
    FORMULA_START.lastIndex = 1;
    const raw = token.raw.slice(0, FORMULA_START.exec(token.raw)?.index);
    // marked would escape HTML here; a text node needs none of it.
    return { ...token, raw, text: raw };
  }
}

function formulaHooks(src: string): Hooks {
  const hooks = new Hooks();
  hooks.emStrongMask = (masked) => maskFormulas(src, masked);
  return hooks;
}

class BoundedLexer extends Lexer {
  #depth = 0;

  constructor(links: Links) {
    // A tokenizer knows its lexer, and several documents are read at a time: each has its own.
    super({ ...defaults, tokenizer: new TextTokenizer() });
    Object.assign(this.tokens.links, links);
  }

  override blockTokens(src: string, tokens: Token[] = [], clipped = false): never {
    return this.#nested(src, tokens, () => super.blockTokens(src, tokens, clipped)) as never;
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    // The marks in a formula begin and end no emphasis.
    this.options.hooks = /[$\\]/.test(src) && /[*_~]/.test(src) ? formulaHooks(src) : null;
    return this.#nested(src, tokens, () => super.inlineTokens(src, tokens));
  }

  #nested(src: string, tokens: Token[], lex: () => Token[]): Token[] {
    if (this.#depth >= MAX_DEPTH) {
      tokens.push(plain(src));
      return tokens;
    }
    this.#depth += 1;
    try {
      return lex();
    } finally {
      this.#depth -= 1;
    }
  }
}

/** The blocks of a source, and the means to read the text inside them when it is drawn. */
export interface Blocks {
  tokens: Token[];
  links: Links;
  inline(text: string): Token[];
}

/** Lex `source` into blocks; the text in them is lexed only when asked for. */
export function lexBlocks(source: string, links: Links): Blocks {
  const lexer = new BoundedLexer(links);
  const inline = (text: string) => orPlain(text, () => lexer.inlineTokens(text));
  return { tokens: orPlain(source, () => lexer.blockTokens(source)), links: lexer.tokens.links, inline };
}

// A lexer that gives up (it throws on a loop without progress) must not take the transcript with it.
function orPlain(text: string, lex: () => Token[]): Token[] {
  try {
    return lex();
  } catch {
    return [plain(text)];
  }
}

function plain(text: string): Token {
  return { type: "text", raw: text, text, escaped: false } as Token;
}
