import { describe, expect, it } from "vitest";
import { OPEN_FORMULA } from "../../src/markdown/formula-syntax";
import { closeBlockMath, openEnvironment } from "../../src/markdown/open-formula";

describe("a formula of its own at the end", () => {
  it.each([
    ["$$\na", `$$\na${OPEN_FORMULA}$$`],
    ["a\n$$\nb\n\n- c\n$", `a\n$$\nb\n\n- c${OPEN_FORMULA}$$`],
    ["- a\n  \\[\n  b \\\\", `- a\n  \\[\n  b${OPEN_FORMULA}\\]`],
    ["\\begin{gather}\na\n\\end{ga", `\\begin{gather}\na${OPEN_FORMULA}\\end{gather}`],
    ["a\n$$", "a\n"],
  ])("is closed, and open to the view: %j", (tail, closed) => expect(closeBlockMath(tail)).toBe(closed));

  it.each([
    ["a", 0],
    ["$$ a", 0],
    ["$$\na\n$$", 7],
    ["$$\na\n$$\nb", 8],
    ["\\begin{itemize}\n\\end{itemize}\na", 0],
    ["\\begin{itemize}\na", 0],
    [`$$\n${"a\n".repeat(3_000)}`, 0],
    ["  ```\n  $$\n  ```\na", 0],
  ])("is none: the text goes on after %j", (tail, from) => expect(closeBlockMath(tail)).toBe(from));

  it("is an environment only where that is one of formulas", () => {
    expect(openEnvironment("\\begin{align*} a")).toBe(`\\begin{align*} a${OPEN_FORMULA}\\end{align*}`);
    expect(openEnvironment("\\begin{itemize} a")).toBeNull();
  });
});
