import { describe, expect, it } from "vitest";
import { draftsOf, tableHead } from "../../src/markdown/drafts";
import { lexBlocks } from "../../src/markdown/lexer";

const drafts = (text: string) => draftsOf(lexBlocks(text, {}).tokens);
const shape = (text: string) => drafts(text)[0]?.shape;

describe("drafts", () => {
  it("are one for each block that shows something", () => {
    const text = "# a\n\nb\n\n[r]: http://c.example\n\n- d\n- e\n\n| f |\n|---|\n| g |\n";
    expect(drafts(text).map(({ kind, parts }) => [kind, parts.length])).toEqual([
      ["block", 1],
      ["block", 1],
      ["list", 2],
      ["table", 1],
    ]);
  });

  it("take lists and tables apart: each part knows its own source", () => {
    const sources = (text: string) => drafts(text)[0]?.parts.map(({ source }) => source);
    expect(sources("- a\n  - b\n- c")).toEqual(["- a\n  - b\n", "- c"]);
    expect(sources("| a |\n|---|\n| b |\n| c |")).toEqual(["| b |\n", "| c |\n"]);
    expect(sources("> a\n> b")).toEqual(["> a\n> b"]);
  });

  it("fit the same container where they have the same shape", () => {
    expect(shape("- a\n- b")).toBe(shape("* c"));
    expect(shape("1. a")).not.toBe(shape("- a"));
    expect(shape("1. a")).not.toBe(shape("2. a"));
    expect(shape("| a |\n|---|\n| b |")).toBe(shape("| a |\n|---|\n| c |\n| d |"));
    expect(shape("| a |\n|---|\n")).not.toBe(shape("| a |\n|:-:|\n"));
  });

  it("of a table begin with its first two lines", () => {
    expect(tableHead("| a |\n|---|\n| b |\n")).toBe("| a |\n|---|\n");
    expect(tableHead("| a |\n|---|")).toBe("| a |\n|---|\n");
  });
});
