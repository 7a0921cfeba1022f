import { describe, expect, it } from "vitest";
import { startOfOwnBlock } from "../../src/markdown/syntax";

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
