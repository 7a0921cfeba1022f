import { describe, expect, it } from "vitest";
import { OPEN_FORMULA } from "../../src/markdown/formula-syntax";
import { closeSpans } from "../../src/markdown/spans";

describe("emphasis", () => {
  it.each([
    "a *b",
    "a **b",
    "***b",
    "**a *b",
    "*a **b** c",
    "_a b_c",
    "~~a",
    "**kwargs",
    "**2",
    "x **B",
    "2 * 3",
    "snake_case_name",
    "a ~ b",
    "\\*a",
    "x ~1 y",
    "**a** b",
  ])("that is open is as typed: %s", (run) => expect(closeSpans(run)).toBe(run));

  it.each([
    ["a *", "a"],
    ["a **", "a"],
    ["a **b *", "a **b"],
    ["a **b*", "a **b"],
    ["a *b*", "a *b"],
    ["a *b**", "a *b"],
    ["_b_", "_b"],
    ["a **b:**", "a **b:"],
    ["234*", "234"],
  ])("whose last marks are not decided yet is without them: %s", (run, seen) => {
    expect(closeSpans(run)).toBe(seen);
  });

  it.each(["a **b**", "a ~~b~~", "***b***"])("that is closed is so: %s", (run) => {
    expect(closeSpans(run)).toBe(run);
  });

  it.each([
    ["**Bold", "**Bold**"],
    ["**Bold text ", "**Bold text**"],
    ["**Bold*", "**Bold**"],
    ["**Bold:**", "**Bold:**"],
    ["**Bold *em ~~x a_b", "**Bold \\*em \\~\\~x a_b**"],
    ["**重点", "**重点**"],
    ["**✅ Done", "**✅ Done**"],
    [`**Bold ${"x ".repeat(60)}`, `**Bold ${"x ".repeat(60).trimEnd()}`],
    ["**Bold\ntext", "**Bold\ntext"],
  ])("is bold early at the start of a block, while it is short: %s", (run, seen) => {
    expect(closeSpans(run)).toBe(seen);
  });
});

describe("code", () => {
  it.each([
    ["a `b", "a \\`b"],
    ["``a`b", "\\`\\`a\\`b"],
    ["`*a* b", "\\`\\*a\\* b"],
    ["`a` *b* `*c*", "`a` *b* \\`\\*c\\*"],
  ])("that is open is as typed, and what is in it: %s", (run, seen) => expect(closeSpans(run)).toBe(seen));

  it.each([
    "a ` b *c* d",
    "`quoted' *text* and",
    "``a``",
    "`a * b` c",
    "`[a` b",
    `\`${"x ".repeat(60)}*y* z`,
  ])("that is none, or whole, changes nothing: %s", (run) => expect(closeSpans(run)).toBe(run));

  it("without a text is left out", () => expect(closeSpans("a `")).toBe("a"));
});

describe("links", () => {
  it.each([
    "[a",
    "[a]",
    "[a](",
    "[a](b",
    "x [a **b",
    "[0, 1)",
    "a[0](x, y",
    "[a](b) [c",
    "[a] b",
    "[a][b] c",
    "a] b",
    "a [^b",
  ])("that are open, or none, are as typed: %s", (run) => expect(closeSpans(run)).toBe(run));

  it.each(["[a](b) c", "[a](b_(c)) d", "[a](b\\)c) d"])("that are whole stay: %s", (run) => {
    expect(closeSpans(run)).toBe(run);
  });

  it.each([
    ["[a](http://b", "[a]()"],
    ["x [a `b`](https://b_(c)", "x [a `b`]()"],
    ["[a](mailto:b", "[a]()"],
    ["[a](<https://b", "[a]()"],
  ])("whose address has begun lead nowhere yet: %s", (run, seen) => expect(closeSpans(run)).toBe(seen));

  it.each([
    ["a ![b", "a"],
    ["a ![b](http://c", "a"],
    ["a![" + "b", "a![b"],
    ["a ![ b", "a ![ b"],
    ["a ![1] b", "a ![1] b"],
  ])("images show nothing until they are whole: %s", (run, seen) => expect(closeSpans(run)).toBe(seen));
});

describe("formulas", () => {
  it.each([
    ["a $x*y*", "a \\$x\\*y\\*"],
    ["the $n$", "the \\$n\\$"],
    ["$a_1 + `b", "\\$a\\_1 + \\`b"],
    ["a \\(x*y*", "a \\(x\\*y\\*"],
    ["a \\[1, *2*", "a \\[1, \\*2\\*"],
    ["a $$x*y", "a $$x\\*y"],
  ])("that may begin are as typed, and what is in them: %s", (run, seen) =>
    expect(closeSpans(run)).toBe(seen),
  );

  it.each([
    ["a \\(\\frac{x", `a \\(\\frac{x${OPEN_FORMULA}\\)`],
    ["\\[ x^2 \\", `\\[ x^2${OPEN_FORMULA}\\]`],
    ["a $$x_1$", `a $$x_1${OPEN_FORMULA}$$`],
    ["a \\begin{align} x \\en", `a \\begin{align} x${OPEN_FORMULA}\\end{align}`],
  ])("that have begun are open formulas: %s", (run, seen) => expect(closeSpans(run)).toBe(seen));

  it.each([
    "$5 and *x* y",
    "$ *x* y",
    "\\(see the note *x* y",
    "f\\(x *y* z",
    "$x$ *y* z",
    "$HOME and *x* y",
  ])("that cannot begin, or are whole, change nothing: %s", (run) => expect(closeSpans(run)).toBe(run));
});

it("leaves out a backslash at the end: it may escape what comes", () => {
  expect(closeSpans("a \\")).toBe("a");
  expect(closeSpans("a \\\\")).toBe("a \\\\");
});

it("takes a long run of marks in its stride", () => {
  for (const mark of ["[", "*", "_", "`", "~~", "*a", "[a](", "$", "$a", "\\(", "\\[a_", "![a"]) {
    expect(typeof closeSpans(mark.repeat(3_000))).toBe("string");
  }
});
