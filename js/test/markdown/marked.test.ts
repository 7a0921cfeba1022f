import type { Lexer as LexerType, Tokenizer as TokenizerType, Tokens } from "marked";
import * as cut from "marked";
import { describe, expect, it } from "vitest";
import * as whole from "whole-marked";
import payloads from "../../../tests/hostile/payloads.json";
import { DOCUMENTS } from "./documents";
import { document as randomDocument, seeded } from "./generator";

interface Marked {
  Lexer: typeof LexerType;
  Tokenizer: typeof TokenizerType;
}

/** The tokens of `text`, of its blocks and what stands in them, with HTML and numbers of characters as text. */
function tokens({ Lexer, Tokenizer }: Marked, text: string): unknown {
  class TextTokenizer extends Tokenizer {
    override html(): undefined {}
    override tag(): undefined {}
    override inlineText(src: string): Tokens.Text | undefined {
      const token = super.inlineText(src);
      return token && { type: "text", raw: token.raw, text: token.raw };
    }
  }
  const lexer = new Lexer({ gfm: true, tokenizer: new TextTokenizer() } as never);
  const read = (lex: () => unknown) => {
    try {
      return JSON.parse(JSON.stringify(lex(), withoutEscaped)) as unknown;
    } catch (error) {
      return String(error);
    }
  };
  return [read(() => lexer.blockTokens(text)), lexer.tokens.links, read(() => lexer.inlineTokens(text))];
}

/** Only in raw HTML is something "escaped". */
function withoutEscaped(name: string, value: unknown): unknown {
  return name === "escaped" ? undefined : value;
}

describe("marked's lexer, cut down", () => {
  it("is what the tests run on", () => {
    expect(Object.keys(cut).sort()).toEqual(["Lexer", "Tokenizer"]);
  });

  it("gives the tokens that the whole of marked gives", () => {
    const random = seeded(7);
    const drawn = Array.from({ length: 400 }, () => randomDocument(random));
    const hostile = (payloads as { text: string }[]).map(({ text }) => text);
    for (const text of [...Object.values(DOCUMENTS), ...hostile, ...drawn]) {
      expect(tokens(cut, text), JSON.stringify(text)).toEqual(tokens(whole, text));
    }
  });
});
