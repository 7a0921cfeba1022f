import { describe, expect, it } from "vitest";
import { closeSpans } from "../../src/markdown/spans";

describe("emphasis", () => {
  it.each([
    ["a *b", "a *b*"],
    ["a **b", "a **b**"],
    ["***b", "***b***"],
    ["***b*", "***b***"],
    ["***b* c", "***b* c**"],
    ["**a *b", "**a *b***"],
    ["*a **b** c", "*a **b** c*"],
    ["__a _b", "__a _b___"],
    ["~~a", "~~a~~"],
    ["*a* *b", "*a* *b*"],
    ["_a b_c", "_a b_c_"],
  ])("that is open is closed: %s", (run, closed) => expect(closeSpans(run)).toBe(closed));

  it.each([
    ["a *", "a"],
    ["a **", "a"],
    ["a **b *", "a **b**"],
    ["a ~~", "a"],
  ])("without a text is left out: %s", (run, closed) => expect(closeSpans(run)).toBe(closed));

  it.each([
    "2 * 3",
    "a * b * c",
    "snake_case_name",
    "a ~ b",
    "\\*a",
    "\\**a".replace("**", "*"),
    "a*b* c",
    "x ~1 y",
  ])("is not where there is none: %s", (run) => expect(closeSpans(run)).toBe(run));

  it("is closed before spaces at the end, where it counts", () => {
    expect(closeSpans("**a ")).toBe("**a**");
  });
});

describe("code", () => {
  it.each([
    ["a `b", "a `b`"],
    ["``a`b", "``a`b``"],
    ["``a``", "``a``"],
    ["``a`", "``a``"],
    ["`*a", "`*a`"],
    ["`a` *b", "`a` *b*"],
    ["*a `b", "*a `b`*"],
    ["a `", "a"],
    ["[a `b", "[a `b`"],
  ])("%s becomes %s", (run, closed) => expect(closeSpans(run).startsWith(closed)).toBe(true));

  it("keeps marks in it as they are", () => {
    expect(closeSpans("`a * b` c")).toBe("`a * b` c");
    expect(closeSpans("`[a` b")).toBe("`[a` b");
  });
});

describe("links", () => {
  it.each([
    ["[a", "[a]()"],
    ["[a]", "[a]()"],
    ["[a](", "[a]()"],
    ["[a](http://b", "[a]()"],
    ["[a](http://b_(c)", "[a]()"],
    ["x [a **b", "x [a **b**]()"],
    ["**x [a", "**x [a]()**"],
    ["[a](b) [c", "[a](b) [c]()"],
  ])("that are open lead nowhere yet: %s", (run, closed) => expect(closeSpans(run)).toBe(closed));

  it.each(["[a](b) c", "[a](b_(c)) d", "[a](b\\)c) d", "[a] b", "[a][b] c", "a] b"])(
    "that are whole, or none, stay: %s",
    (run) => expect(closeSpans(run)).toBe(run),
  );

  it.each([
    ["a ![b", "a "],
    ["a ![b](http://c", "a"],
    ["a [^b", "a "],
    ["a [", "a "],
  ])("images, notes and links without a text show nothing: %s", (run, closed) => {
    expect(closeSpans(run).trimEnd()).toBe(closed.trimEnd());
  });
});

it("leaves out a backslash at the end: it may escape what comes", () => {
  expect(closeSpans("a \\")).toBe("a");
  expect(closeSpans("*a\\")).toBe("*a*");
});

it("takes a long run of marks in its stride", () => {
  for (const mark of ["[", "*", "_", "`", "~~", "*a", "[a]("]) {
    expect(typeof closeSpans(mark.repeat(3_000))).toBe("string");
  }
});
