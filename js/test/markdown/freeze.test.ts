import { describe, expect, it } from "vitest";
import { countFrozenParts, countFrozenTokens, sourceOf, sourceOfParts } from "../../src/markdown/freeze";
import { lexBlocks } from "../../src/markdown/lexer";

const tokens = (text: string) => lexBlocks(text, {}).tokens;

/** The source of what is frozen in `text`. */
function frozen(text: string): string {
  const all = tokens(text);
  return sourceOf(all.slice(0, countFrozenTokens(all)));
}

describe("blocks", () => {
  it.each([
    ["", ""],
    ["a", ""],
    ["a\n\n", ""],
    ["a\n\nb", ""],
    ["a\n\nb\n\n", "a"],
    ["a\n\nb\n\nc", "a"],
    ["a\n\nb\n\nc\n\nd", "a\n\nb"],
    ["a\n# b\n# c\n# d", ""],
    ["\n\na", "\n\n"],
    ["a\n\n- b\n- c\n- d", "a"],
    ["a\n- b\n- c\n- d", "a"],
    ["a\n- b\n- c", ""],
    ["a\n\n| b |\n|---|\n| c |\n| d |\n| e |", "a"],
  ])("are frozen when enough follows them: in %j it is %j", (text, expected) => {
    expect(frozen(text).trimEnd()).toBe(expected.trimEnd());
  });

  it("are never all frozen: the last may always grow", () => {
    const text = "a\n\nb\n\nc\n\nd\n\ne\n\nf";
    for (let end = 1; end <= text.length; end++) {
      const part = text.slice(0, end);
      expect(part.startsWith(frozen(part))).toBe(true);
      if (part.trim()) expect(frozen(part).trimEnd().length).toBeLessThan(part.trimEnd().length);
    }
  });
});

describe("parts", () => {
  it.each([
    ["a", 0],
    ["- a\n- b", 0],
    ["- a\n- b\n- c", 1],
    ["1. a\n\n2. b\n\n3. c\n\n4. d", 2],
    ["| a |\n|---|\n| b |\n| c |", 0],
    ["| a |\n|---|\n| b |\n| c |\n| d |", 1],
    ["> - a\n> - b\n> - c\n> - d", 0],
  ])("of %j: %d are frozen", (text, count) => expect(countFrozenParts(tokens(text)[0])).toBe(count));

  it("are none where there is no block", () => expect(countFrozenParts(undefined)).toBe(0));

  it("have a source, that of rows with their head", () => {
    expect(sourceOfParts(tokens("- a\n  b\n- c\n- d")[0]!, 2)).toBe("- a\n  b\n- c\n");
    expect(sourceOfParts(tokens("| a |\n|---|\n| b |\n| c |\n")[0]!, 1)).toBe("| a |\n|---|\n| b |\n");
  });
});
