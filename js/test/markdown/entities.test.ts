import { expect, it } from "vitest";
import { decodeEntities } from "../../src/markdown/entities";
import { markup, shown } from "./streaming";

it.each([
  ["&lt;b&gt; &amp; &quot;x&quot;", '<b> & "x"'],
  ["&copy;&mdash;&nbsp;&euro;", "©—\u00a0€"],
  ["caf&eacute; &Eacute;&frac34;&NotEqualTilde;", "café É¾≂̸"],
  ["a&Tab;b&NewLine;c&semi;", "a\tb\nc;"],
  ["&#65;&#x41;&#X1f642;", "AA🙂"],
  ["&amp;lt;", "&lt;"],
  ["&#38;lt;", "&lt;"],
])("decodes %s once", (text, expected) => expect(decodeEntities(text)).toBe(expected));

it.each([
  "&",
  "a & b",
  "&amp",
  "&unknown;",
  "&;",
  "&#;",
  "&#x;",
  "&#12345678;",
  "&constructor;",
  "x&y;",
  "&copyright;",
  "&eacute",
  "&EaCute;",
])("leaves %s as it is", (text) => expect(decodeEntities(text)).toBe(text));

it.each(["&#0;", "&#xD800;", "&#57343;", "&#x110000;", "&#9999999;"])("has no character for %s", (text) => {
  expect(decodeEntities(text)).toBe("\ufffd");
});

it("makes no marks, no elements and nothing unseen of references", () => {
  expect(markup(shown("&#42;a&#42; &lt;b&gt;x&lt;/b&gt;"))).toBe("<p>*a* <b>x</b></p>");
  expect(shown("&lt;b&gt;").querySelector("b")).toBeNull();
  expect(shown("a&#8238;b&#27;c").textContent).toBe("a[U+202E]bc");
});

it("leaves code as it is", () => {
  expect(shown("`&amp;`\n\n```\n&lt;\n```").textContent).toMatch(/&amp;.*&lt;/s);
});
