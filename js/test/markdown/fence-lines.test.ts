import { describe, expect, it } from "vitest";
import { FenceLines, isFenceLine, openFenceLine } from "../../src/markdown/fence-lines";

describe("lines of code", () => {
  it.each([
    ["a\n```\nb\n```\nc", [false, true, true, true, false]],
    ["- ~~~ js\n  a\n  ~~~\n- b", [true, true, true, false]],
    ["````\n```\n````", [true, true, true]],
    ["``` a`b\nc", [false, false]],
  ])("are known one by one: %j", (text, code) => {
    const lines = new FenceLines();
    expect(text.split("\n").map((line) => lines.isCode(line))).toEqual(code);
  });

  it.each([
    ["```math\na", "```math"],
    ["```\na\n```", ""],
    ["a", ""],
  ])("are open at the end of %j", (text, opening) => expect(openFenceLine(text)).toBe(opening));

  it("begin with a fence", () => {
    expect([isFenceLine("> ```py"), isFenceLine("``a``")]).toEqual([true, false]);
  });
});
