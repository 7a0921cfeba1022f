import { describe, expect, it } from "vitest";
import { highlight } from "../../src/highlight/highlight";

/** `code` highlighted, each piece as `kind:text`, plain text left out. */
function kinds(language: string, code: string): string[] {
  return highlight(code, language)
    .filter((node) => node instanceof HTMLElement)
    .map((node) => `${node.className.replace("agw-hl-", "")}:${node.textContent}`);
}

const SAMPLES: [string, string, string[]][] = [
  ["python", "def f(x):  # note", ["keyword:def", "function:f", "comment:# note"]],
  ["py", 'f"a {g(1)} b" + None', ['string:f"a ', "function:g", "number:1", 'string: b"', "literal:None"]],
  [
    "ts",
    "const a: Foo = `x ${b}`;",
    ["keyword:const", "type:Foo", "string:`x ", "meta:${", "meta:}", "string:`"],
  ],
  ["js", "return /a[/]b/g / 2", ["keyword:return", "string:/a[/]b/g", "number:2"]],
  ["json", '{"a": [1, true]}', ['name:"a"', "number:1", "literal:true"]],
  ["bash", 'echo "$HOME" # x', ["type:echo", 'string:"', "name:$HOME", 'string:"', "comment:# x"]],
  ["sql", "SELECT 'it''s' -- x", ["keyword:SELECT", "string:'it''s'", "comment:-- x"]],
  [
    "html",
    '<a href="x">&amp;</a>',
    ["keyword:<a", "name:href", 'string:"x"', "keyword:>", "literal:&amp;", "keyword:</a>"],
  ],
  ["css", "a { color: #fff }", ["type:a", "name:color", "number:#fff"]],
  ["yaml", "- a: 1 # x", ["name:a", "number:1", "comment:# x"]],
  ["markdown", "# T", ["keyword:# T"]],
  ["rust", "fn f<'a>() { 'x' }", ["keyword:fn", "function:f", "string:'x'"]],
  ["diff", "+a\n-b", ["added:+a", "removed:-b"]],
];

describe("highlight", () => {
  it.each(SAMPLES)("knows %s: %s", (language, code, expected) => {
    expect(kinds(language, code)).toEqual(expected);
  });

  it("carries the state of a line to the next", () => {
    expect(kinds("python", '"""a\nb"""\nc')).toEqual(['string:"""a', 'string:b"""']);
  });

  it("keeps every character", () => {
    for (const [language, code] of SAMPLES) {
      const text = `${code}\n\n  ${code} }]>"'\`*/\n`;
      expect(
        highlight(text, language)
          .map(({ textContent }) => textContent)
          .join(""),
      ).toBe(text);
    }
  });

  it("leaves an unknown language plain", () => {
    expect(kinds("brainfuck", "+[-]")).toEqual([]);
  });
});
