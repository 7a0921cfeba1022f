import { Lexer } from "marked";
import { describe, expect, it, vi } from "vitest";
import { MarkdownView } from "../../src/markdown/markdown-view";
import { seeded } from "../random";
import { document as randomDocument } from "./generator";

/** Characters given to the lexer at the top, and to the lexer of text in blocks, while `text` streams. */
function lexed(text: string, size: number): number {
  let characters = 0;
  let depth = 0;
  for (const name of ["blockTokens", "inlineTokens"] as const) {
    const original = Lexer.prototype[name] as (...args: unknown[]) => never;
    vi.spyOn(Lexer.prototype, name).mockImplementation(function (this: Lexer, ...args: unknown[]) {
      if (depth === 0) characters += (args[0] as string).length;
      depth += 1;
      try {
        return original.apply(this, args);
      } finally {
        depth -= 1;
      }
    });
  }
  const view = new MarkdownView(document.createElement("div"));
  for (let at = 0; at < text.length; at += size) view.append(text.slice(at, at + size));
  view.finish();
  return characters;
}

function report(length: number): string {
  const random = seeded(1);
  let text = "";
  while (text.length < length)
    text += `${randomDocument(random, 5)}\n\nSome plain words between.\n\nMore of them.\n\n`;
  return text.slice(0, length);
}

const repeated = (line: string, length: number) =>
  line.repeat(Math.ceil(length / line.length)).slice(0, length);

const GIANTS: [string, (length: number) => string][] = [
  ["a report of many blocks", report],
  ["one fence", (length) => `\`\`\`python\n${repeated("x = f(1)  # note\n", length)}`],
  ["one list", (length) => repeated("- an item with **bold** text\n", length)],
  ["one loose list", (length) => repeated("1. an item\n\n   with two paragraphs\n\n", length)],
  ["one nested list", (length) => `- top\n${repeated("  - an item below it\n", length)}`],
  ["one table", (length) => `| a | b |\n|---|---|\n${repeated("| one | `two` |\n", length)}`],
  ["one paragraph of lines", (length) => repeated("some **bold** words and `code` in a line\n", length)],
  ["one paragraph without an end", (length) => repeated("word ", length)],
  ["one quote", (length) => repeated("> a quoted line\n", length)],
  ["one open emphasis", (length) => `**${repeated("bold ", length)}`],
  ["brackets", (length) => repeated("[", length)],
  ["one formula", (length) => `$$\n${repeated("x + y\n", length)}`],
];

describe("the cost of streaming", () => {
  it.each(GIANTS)("grows as the text does: %s", (_, make) => {
    const small = lexed(make(20_000), 400);
    vi.restoreAllMocks();
    const large = lexed(make(80_000), 400);
    expect(large / small).toBeLessThan(6);
  });

  it("is a few times the text for a report", () => {
    expect(lexed(report(100_000), 160) / 100_000).toBeLessThan(12);
  });
});
