import { describe, expect, it } from "vitest";
import { highlight, highlighter } from "../../src/highlight/highlight";
import { kinds, pieces, textOf } from "./kinds";

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
      expect(textOf(highlight(text, language))).toBe(text);
    }
  });

  it("leaves an unknown language plain", () => {
    expect(kinds("brainfuck", "+[-]")).toEqual([]);
  });

  it("shows each line as it will be, from its first character on", () => {
    for (const [language, code] of SAMPLES) {
      const lines = highlighter(language)!;
      for (const line of code.split("\n")) {
        for (let cut = 0; cut <= line.length; cut++)
          expect(textOf(lines.partial(line.slice(0, cut)))).toBe(line.slice(0, cut));
        const last = pieces(lines.partial(line));
        expect(pieces(lines.line(line))).toEqual(last);
      }
    }
  });
});

describe("names of languages", () => {
  it.each([
    ["python py python3 ipython pycon", "def f", "keyword:def"],
    ["javascript js jsx mjs cjs typescript ts tsx", "const x", "keyword:const"],
    ["json jsonc json5 jsonl", '{"a": 1}', 'name:"a"'],
    ["bash sh shell zsh console shell-session", "echo x", "type:echo"],
    ["sql sqlite postgresql postgres mysql", "select x", "keyword:select"],
    ["markdown md", "# T", "keyword:# T"],
    ["html xml svg vue svelte xhtml", "<b>", "keyword:<b>"],
    ["css scss less", "@media x", "keyword:@media"],
    ["yaml yml", "a: b", "name:a"],
    ["toml ini cfg", "[a]", "type:[a]"],
    ["diff patch", "+a", "added:+a"],
    [
      "c cpp c++ h hpp cs csharp go golang java kotlin kt rust rs swift scala php dart",
      "switch x",
      "keyword:switch",
    ],
    ["ruby rb r perl lua julia dockerfile makefile powershell", "if x", "keyword:if"],
  ])("%s", (names, code, first) => {
    for (const name of names.split(" ")) {
      expect(kinds(name, code)[0], name).toBe(first);
      expect(kinds(name.toUpperCase(), code)[0], name.toUpperCase()).toBe(first);
    }
  });

  it("are no properties of objects", () => {
    expect(kinds("constructor", "def f")).toEqual([]);
    expect(kinds("", "def f")).toEqual([]);
  });
});
