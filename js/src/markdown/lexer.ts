/** marked's lexer, made strict and bounded: HTML is text, our own syntax is known, and depth is limited. */

import { Hooks, Lexer, Marked, Tokenizer, type Links, type Token, type Tokens } from "marked";
import { bareAddress, maskBareAddresses } from "./bare-addresses";
import { footnote, footnoteReference, startOfFootnote } from "./footnote-syntax";
import { blockMath, inlineMath, maskFormulas } from "./formula-syntax";
import { startOfOwnBlock } from "./syntax";

const MAX_DEPTH = 24;
/** In characters: a comment without an end would be searched for it to the end of the text. */
const MAX_TAG = 1_000;
/** As CommonMark has it: to marked a host has a dot in it. */
const MAIL_IN_BRACKETS =
  /^<([\w.!#$%&'*+/=?^`{|}~-]{1,256}@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*)>/i;
/** Before a line that is a table's head if it has as many cells as the line of dashes below it. */
const BEFORE_TABLE = /\n(?=.*\n {0,3}[ \t:-]*[|:][ \t|:-]*(?:\n|$))/g;
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

  /** A tag is text with all that is in it: no mark in an attribute begins emphasis or code. */
  override tag(src: string): Tokens.Tag | undefined {
    const raw = this.rules.inline.tag.exec(src.slice(0, MAX_TAG))?.[0];
    if (!raw) return undefined;
    const type = /^<br[ \t]*\/?>$/i.test(raw) ? "br" : "escape";
    return { type, raw, text: raw } as unknown as Tokens.Tag;
  }

  override lheading(src: string): Tokens.Heading | undefined {
    const token = upToTable(src, this, (start) => upToFootnote(start, (text) => super.lheading(text)));
    // A line of "=" in a formula makes no heading of the lines before it.
    const at = token && startOfOwnBlock(token.raw);
    return at && blockMath(src.slice(at)) ? undefined : token;
  }

  override table(src: string): Tokens.Table | undefined {
    return upToFootnote(src, (text) => super.table(text));
  }

  override url(src: string): Tokens.Link | undefined {
    const address = bareAddress(src, (this.lexer as BoundedLexer).charBefore(src));
    return address ? addressLink(address.raw, address.raw, address.href) : undefined;
  }

  override autolink(src: string): Tokens.Link | undefined {
    const link = super.autolink(src);
    if (link) return addressLink(link.raw, link.text, link.href);
    const [raw, mail] = MAIL_IN_BRACKETS.exec(src) ?? [];
    return raw && mail ? addressLink(raw, mail, `mailto:${mail}`) : undefined;
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

/** What `read` makes of `src`, without the table that may stand in it after a newline. */
function upToTable<T extends Token>(
  src: string,
  tokenizer: Tokenizer,
  read: (text: string) => T | undefined,
): T | undefined {
  const token = read(src);
  for (const newline of token?.raw.matchAll(BEFORE_TABLE) ?? []) {
    const end = newline.index + 1;
    if (tokenizer.table(src.slice(end))) return read(src.slice(0, end));
  }
  return token;
}

/** What `read` makes of `src`, without the note that may stand in it after a newline. */
function upToFootnote<T extends Token>(src: string, read: (text: string) => T | undefined): T | undefined {
  const token = read(src);
  const end = token && startOfFootnote(token.raw);
  return end === undefined ? token : read(src.slice(0, end));
}

/** A link that shows its address, as it is written: a character reference in it stays one. */
function addressLink(raw: string, text: string, href: string): Tokens.Link {
  const tokens: Tokens.Escape[] = [{ type: "escape", raw: text, text }];
  return { type: "link", raw, text, href: href.replaceAll("&", "&amp;"), tokens };
}

class BoundedLexer extends Lexer {
  #depth = 0;
  /** The text that is lexed at the moment. */
  #inline = "";

  constructor(links: Links) {
    // A tokenizer knows its lexer, and several documents are read at a time: each has its own.
    const hooks = new Hooks();
    const tokenizer = new TextTokenizer();
    super({ ...defaults, tokenizer, hooks });
    // marked's rule with tables takes every line of dashes and bars for one: `upToTable` knows better.
    const { lheading } = Lexer.rules.block.normal;
    tokenizer.rules = { ...tokenizer.rules, block: { ...tokenizer.rules.block, lheading } };
    // The marks in a formula or an address begin and end no emphasis.
    hooks.emStrongMask = (masked) => {
      const text = this.#inline;
      const isMath = /[$\\]/.test(text) && /[*_~]/.test(text);
      return maskBareAddresses(isMath ? maskFormulas(text, masked) : masked, text);
    };
    Object.assign(this.tokens.links, links);
  }

  override blockTokens(src: string, tokens: Token[] = [], clipped = false): never {
    return this.#nested(src, tokens, () => super.blockTokens(src, tokens, clipped)) as never;
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    const outer = this.#inline;
    this.#inline = src;
    try {
      return this.#nested(src, tokens, () => super.inlineTokens(src, tokens));
    } finally {
      this.#inline = outer;
    }
  }

  /** The character before `rest`, which the text that is lexed ends with. */
  charBefore(rest: string): string {
    return this.#inline.charAt(this.#inline.length - rest.length - 1);
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
