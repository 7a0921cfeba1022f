import { expect, it } from "vitest";
import { visibleText } from "../../src/dom/visible-text";

it.each([
  ["controls", "a\0\x07\x0b\x1b\x7f\x85b"],
  ["a byte order mark", "a\ufeffb"],
  ["interlinear annotations", "a\ufff9\ufffa\ufffbb"],
  ["tag letters", "a\u{e0001}\u{e0061}\u{e007f}b"],
])("leaves out %s", (_, text) => expect(visibleText(text)).toBe("ab"));

it("shows what reorders text by its code point", () => {
  expect(visibleText("txt\u202eexe \u2066x\u2069")).toBe("txt[U+202E]exe [U+2066]x[U+2069]");
});

it.each(["tab\tand\nnewline", "עברית \u200f abc \u200e", "👩‍👩‍👧 é 漢字", "\ud83d"])(
  "leaves %j as it is",
  (text) => {
    expect(visibleText(text)).toBe(text);
  },
);

it("shows separators of lines and paragraphs as newlines", () => {
  expect(visibleText("a\u2028b\u2029c")).toBe("a\nb\nc");
});
