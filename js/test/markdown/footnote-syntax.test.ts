import { describe, expect, it } from "vitest";
import { footnoteReference, startOfFootnote, type Footnote } from "../../src/markdown/footnote-syntax";
import { lexBlocks } from "../../src/markdown/lexer";

/** The first block of `text`, if it is a note. */
function noteIn(text: string): Footnote | undefined {
  const [first] = lexBlocks(text, {}).tokens as unknown as Footnote[];
  return first?.type === "footnote" ? first : undefined;
}

describe("a note", () => {
  it.each([
    ["[^a]: One.\n\nTwo.", "[^a]: One.\n", "a"],
    ["[^a]: One\n  goes on.\n", "[^a]: One\n  goes on.\n", "a"],
    ["[^1]: One\n[^2]: Two\n", "[^1]: One\n", "1"],
    ["[^a]: One\n- item\n", "[^a]: One\n", "a"],
    ["[^a]: One\n# T\n", "[^a]: One\n", "a"],
    ["[^a]: One\n\n    Two\n    more\nand more\n\nend", "[^a]: One\n\n    Two\n    more\nand more\n", "a"],
    ["[^a]:\n    One\n\n\n\tTwo\n\n\nend", "[^a]:\n    One\n\n\n\tTwo\n", "a"],
    ["[^a]: One\n\n  not indented enough", "[^a]: One\n", "a"],
    ["   [^long-name]:x", "   [^long-name]:x", "long-name"],
    ["[^a]:", "[^a]:", "a"],
  ])("is at the start of %j", (text, raw, label) => {
    const note = noteIn(text);
    expect([note?.raw.trimEnd(), note?.label]).toEqual([raw.trimEnd(), label]);
  });

  it.each(["[^a] x", "[^]: x", "[^a b]: x", "[a]: x", "    [^a]: x", `[^${"a".repeat(1_000)}]: x`])(
    "is not at the start of %j",
    (text) => expect(noteIn(text)).toBeUndefined(),
  );

  it.each([
    ["[^a]: One\n\n    Two", ["paragraph", "space", "paragraph"]],
    ["[^a]:\n    - x\n    - y\n\n    > z", ["space", "list", "space", "blockquote"]],
    ["[^a]: One\n\n        code", ["paragraph", "space", "code"]],
    ["[^a]: ```\n    code\n    ```", ["code"]],
    ["- x\n\n  [^a]: One\n\n      Two", []],
  ])("has blocks in it: %j", (text, types) => {
    expect(noteIn(text)?.tokens.map(({ type }) => type) ?? []).toEqual(types);
  });
});

it("has its mark in the text", () => {
  expect(footnoteReference("[^a], b")).toEqual({ type: "footnote_reference", raw: "[^a]", label: "a" });
  for (const src of ["[^]", "[^a b]", "[a]", "[^a](b)", "x[^a]"]) {
    expect(footnoteReference(src), src).toBeUndefined();
  }
});

it.each([
  ["a\n[^n]: b", 2],
  ["a\n[^n] b", undefined],
  ["a\n\n[^n]: b", undefined],
  ["[^n]: b", undefined],
])("ends a paragraph: %j", (src, at) => expect(startOfFootnote(src)).toBe(at));
