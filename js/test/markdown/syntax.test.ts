import { describe, expect, it } from "vitest";
import { footnote, footnoteReference, startOfOwnBlock } from "../../src/markdown/syntax";

describe("a footnote", () => {
  it.each([
    ["[^a]: One.\n\nTwo.", "[^a]: One.\n", "a", "One."],
    ["[^a]: One\n  goes on.\n", "[^a]: One\n  goes on.\n", "a", "One\n  goes on."],
    ["[^1]: One\n[^2]: Two\n", "[^1]: One\n", "1", "One"],
    ["[^a]: One\n- item\n", "[^a]: One\n", "a", "One"],
    ["[^a]: One\n# T\n", "[^a]: One\n", "a", "One"],
    ["   [^long-name]:x", "   [^long-name]:x", "long-name", "x"],
    ["[^a]:", "[^a]:", "a", ""],
  ])("is at the start of %j", (src, raw, label, text) => {
    expect(footnote(src)).toEqual({ type: "footnote", raw, label, text });
  });

  it.each(["[^a] x", "[^]: x", "[^a b]: x", "[a]: x", "    [^a]: x", `[^${"a".repeat(65)}]: x`])(
    "is not at the start of %j",
    (src) => expect(footnote(src)).toBeUndefined(),
  );

  it("has its mark in the text", () => {
    expect(footnoteReference("[^a], b")).toEqual({ type: "footnote_reference", raw: "[^a]", label: "a" });
    for (const src of ["[^]", "[^a b]", "[a]", "[^a](b)", "x[^a]", "[^a^b]"])
      expect(footnoteReference(src), src).toBeUndefined();
  });
});

describe("where a paragraph ends for a block of ours", () => {
  it.each([
    ["a\n$$\nb\n$$", 2],
    ["a\nb\n  \\[c\\]", 4],
    ["a\n[^n]: b", 2],
    ["a\n\\begin{align}", 2],
    ["a\n\n$$", undefined],
    ["a $$b$$", undefined],
    ["a\n    $$", undefined],
    ["a\n[^n] b", undefined],
    ["$$", undefined],
  ])("in %j", (src, at) => expect(startOfOwnBlock(src)).toBe(at));
});
