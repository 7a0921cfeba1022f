import { describe, expect, it } from "vitest";
import { appendToChunk, textChunk, textChunks } from "../../src/markdown/text-chunks";

const lengths = (text: string) => textChunks(text).map(({ textContent }) => textContent.length);

describe("a long text", () => {
  it.each([
    ["words", "word ".repeat(3_000)],
    ["no space", "x".repeat(9_001)],
    ["a space at its start alone", ` ${"x".repeat(9_000)}`],
    ["a long word between", `${"a ".repeat(1_000)}${"x".repeat(6_000)}${" b".repeat(1_000)}`],
  ])("loses nothing in its chunks, and none is too long: %s", (_, text) => {
    const chunks = textChunks(text);
    expect(chunks.map(({ textContent }) => textContent).join("")).toBe(text);
    expect(Math.max(...lengths(text))).toBeLessThanOrEqual(4_001);
    expect(Math.min(...lengths(text))).toBeGreaterThan(0);
  });

  it("is split after a space where there is one", () => {
    for (const chunk of textChunks("some words ".repeat(2_000)).slice(0, -1))
      expect(chunk.textContent.endsWith(" ")).toBe(true);
  });

  it("is one chunk where it is short, and none where there is none", () => {
    expect([lengths("x".repeat(4_000)), lengths("")]).toEqual([[4_000], []]);
  });

  it("hides and reorders nothing", () => {
    expect(textChunks("a\u202eb\0")[0]?.textContent).toBe("a[U+202E]b");
  });
});

describe("text that is appended", () => {
  it("goes into the last chunk until that is full", () => {
    const paragraph = document.createElement("p");
    const first = textChunk("x".repeat(3_999));
    paragraph.append(first);
    expect(appendToChunk(first, "yz")).toBe(first);
    const second = appendToChunk(first, "next");
    expect(second).not.toBe(first);
    expect(first.nextElementSibling).toBe(second);
    expect(paragraph.textContent).toBe(`${"x".repeat(3_999)}yznext`);
  });

  it("leaves the text before it as it is", () => {
    const chunk = textChunk("one");
    const before = chunk.firstChild;
    appendToChunk(chunk, " two");
    expect(chunk.firstChild).toBe(before);
    expect(before?.textContent).toBe("one");
  });
});
