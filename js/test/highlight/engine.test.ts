import { describe, expect, it } from "vitest";
import { GrammarHighlighter, POP, words, type Grammar } from "../../src/highlight/engine";
import { pieces, textOf } from "./kinds";

/** Parentheses that nest over lines, texts that end with theirs, and words. */
const GRAMMAR: Grammar = {
  code: {
    rules: [
      [/\(/, "meta", "nested"],
      [/"/, "string", "text"],
      [/[a-z]+/, words({ keyword: "let" })],
    ],
  },
  nested: {
    rules: [
      [/\(/, "meta", "nested"],
      [/\)/, "meta", POP],
    ],
    text: "comment",
  },
  text: { rules: [[/"/, "string", POP]], text: "string", inLine: true },
};

const reader = () => new GrammarHighlighter(GRAMMAR);

describe("a grammar", () => {
  it("reads text that no rule matches as its state says", () => {
    expect(pieces(reader().line("1 (2) 3"))).toEqual(["meta:(", "comment:2", "meta:)"]);
  });

  it("makes neighbours of one kind one node", () => {
    const nodes = reader().line('let "a" 1 + 2');
    expect(nodes.map(({ textContent }) => textContent)).toEqual(["let", " ", '"a"', " 1 + 2"]);
  });

  it("goes on in the next line where it was", () => {
    const lines = reader();
    lines.line("((");
    expect(pieces(lines.line("let )"))).toEqual(["comment:let ", "meta:)"]);
    expect(pieces(lines.line("let ) let"))).toEqual(["comment:let ", "meta:)", "keyword:let"]);
  });

  it("leaves a state of one line at its end", () => {
    const lines = reader();
    expect(pieces(lines.line('"open'))).toEqual(['string:"open']);
    expect(pieces(lines.line("let"))).toEqual(["keyword:let"]);
  });

  it("stays where code begins, however often it is closed", () => {
    const lines = reader();
    lines.line("(");
    lines.line("))))");
    expect(pieces(lines.line("let"))).toEqual(["keyword:let"]);
  });

  it("shows text of any depth, but does not keep count of it all", () => {
    const deep = "(".repeat(3_000);
    const lines = reader();
    expect(textOf(lines.line(deep))).toBe(deep);
    lines.line(")".repeat(100));
    expect(pieces(lines.line("let"))).toEqual(["keyword:let"]);
  });

  it("leaves a very long line plain, and its state as it was", () => {
    const lines = reader();
    const long = `let "( ${"x".repeat(4_000)}`;
    const nodes = lines.line(long);
    expect([pieces(nodes), textOf(nodes)]).toEqual([[], long]);
    expect(pieces(lines.line("let"))).toEqual(["keyword:let"]);
  });

  it("hides and reorders nothing", () => {
    expect(textOf(reader().line('a\u202eb "c\0\u202ed" 1\x1b'))).toBe('a[U+202E]b "c[U+202E]d" 1');
  });
});

describe("a line that is still being written", () => {
  it("is read as if it were whole", () => {
    expect(pieces(reader().partial('let "a'))).toEqual(["keyword:let", 'string:"a']);
  });

  it("does not count for the next", () => {
    const lines = reader();
    lines.partial("(");
    lines.partial("((");
    lines.line("()");
    expect(pieces(lines.line("let"))).toEqual(["keyword:let"]);
  });
});

describe("words", () => {
  const classify = words({ keyword: "if else", literal: "true" });

  it.each([
    ["if", " x", "keyword"],
    ["if", "(x)", "keyword"],
    ["true", "", "literal"],
    ["call", "(x)", "function"],
    ["call", "  (x)", "function"],
    ["Call", "(x)", "function"],
    ["Name", ".x", "type"],
    ["NAME", ".x", null],
    ["name", " x(", null],
  ])("%s before %j is %s", (word, rest, kind) => expect(classify(word, rest)).toBe(kind));

  it("have no types where the language has none", () => {
    expect(words({}, false)("Name", "")).toBeNull();
  });
});
