import { describe, expect, it } from "vitest";
import { blockMath, inlineMath, maskFormulas } from "../../src/markdown/formula-syntax";

describe("a formula in a line", () => {
  it.each([
    ["$x$ y", "$x$", "x", false],
    ["$x_1 + 2$, y", "$x_1 + 2$", "x_1 + 2", false],
    ["$a\nb$", "$a\nb$", "a\nb", false],
    ["$\\$5$", "$\\$5$", "\\$5", false],
    ["\\( x \\) y", "\\( x \\)", "x", false],
    ["\\[ x \\] y", "\\[ x \\]", "x", true],
    ["$$ x $$ y", "$$ x $$", "x", true],
    ["$5$ y", "$5$", "5", false],
  ])("is at the start of %j", (src, raw, text, display) => {
    expect(inlineMath(src)).toEqual({ type: "math", raw, text, display });
  });

  it.each([
    "x $y$",
    "$ x$",
    "$x $",
    "$x$y",
    "$5 and $6",
    "$5 (or 6$)",
    "$5 million and 6$",
    "$5k to spend$",
    "$x",
    "$a\n\nb$",
    "\\( \\)",
    "\\(a\n\nb\\)",
    "$$ $$",
    "$$x",
    "\\x$",
    `$${"x".repeat(1_100)}$`,
  ])("is not at the start of %j", (src) => expect(inlineMath(src)?.type).not.toBe("math"));

  it("is none of many signs, which are text together", () => {
    expect(inlineMath("$$$x$$$")).toEqual({ type: "text", raw: "$$$", text: "$$$" });
  });
});

describe("a formula of its own", () => {
  it.each([
    ["$$x$$", "$$x$$", "x"],
    ["$$\na\n= b\n$$\nc", "$$\na\n= b\n$$\n", "a\n= b"],
    ["  \\[ x \\]  \ny", "  \\[ x \\]  \n", "x"],
    ["$$a \\$$ b$$", "$$a \\$$ b$$", "a \\$$ b"],
  ])("is at the start of %j", (src, raw, text) => {
    expect(blockMath(src)).toEqual({ type: "math", raw, text, display: true });
  });

  it.each([
    "$$x$$ y",
    "    $$x$$",
    "$$\n\n$$",
    "$$a\n\nb$$",
    "$$x",
    "$x$",
    "a\n$$x$$",
    `$$${"x".repeat(4_001)}$$`,
  ])("is not at the start of %j", (src) => expect(blockMath(src)).toBeUndefined());
});

describe("a mask", () => {
  it.each([
    ["*a $x*y$ b*", "*a aaaaa b*"],
    ["$x_1$, `$y$` and \\(z\\)", "aaaaa, `$y$` and aaaaa"],
    ["\\$x*y$", "\\$x*y$"],
    ["$5*2 and $6*2", "$5*2 and $6*2"],
    ["**a:**$x$ b", "**a:**$aa b"],
    ["**解：**\\(x\\)", "**解：**$aaaa"],
    ["$x$**(a)**", "aa$**(a)**"],
    ["**$x$**是", "**aaa**是"],
  ])("covers the formulas of %j", (src, masked) => expect(maskFormulas(src, src)).toBe(masked));
});
