import { describe, expect, it } from "vitest";
import { kinds, kindsOfLines, type Case, type LineCase } from "./kinds";

function readLines(language: string, cases: LineCase[]): void {
  it.each(cases)("reads %s", (_, lines) => {
    const code = lines.map(([line]) => line);
    expect(kindsOfLines(language, code)).toEqual(lines.map(([, expected]) => expected));
  });
}

describe("CSS", () => {
  readLines("css", [
    [
      "rules",
      [
        ["a:hover {", ["type:a", "meta::hover"]],
        ["  color: var(--x);", ["name:color", "function:var", "name:--x"]],
        [
          "  margin: -1.5em 10% !important;",
          ["name:margin", "number:-1.5em", "number:10%", "keyword:!important"],
        ],
        ["}", []],
        [".b #c, d::before {}", ["type:.b", "type:#c", "type:d", "meta:::before"]],
      ],
    ],
    [
      "rules in rules",
      [
        ["@media print { a {", ["keyword:@media", "type:print"]],
        ["&:hover { top: 0 }", ["type:&:hover ", "name:top", "number:0"]],
        ["left: #fff } }", ["name:left", "number:#fff"]],
        ["b {}", ["type:b"]],
      ],
    ],
    [
      "a comment, also in a rule",
      [
        ["a { /* b: 1", ["type:a", "comment:/* b: 1"]],
        ["} */ c: 'd' }", ["comment:} */", "name:c", "string:'d'"]],
      ],
    ],
  ]);
});

describe("HTML", () => {
  const CASES: Case[] = [
    ["a document's type", "<!DOCTYPE html>", ["meta:<!DOCTYPE html>"]],
    ["attributes without quotes", "<a b=c d>", ["keyword:<a", "name:b", "name:c", "name:d", "keyword:>"]],
    ["a tag that closes itself", "<br/>1", ["keyword:<br/>"]],
    ["text, which is plain", "return 'x' &lt; 1", ["literal:&lt;"]],
    ["a comparison, which is no tag", "a < b", []],
    [
      "the end of a script in a script's text",
      "<script>f('</b>')</script><p>",
      ["keyword:<script>", "function:f", "string:'</b>'", "keyword:</script><p>"],
    ],
  ];
  it.each(CASES)("reads %s", (_, code, expected) => expect(kinds("html", code)).toEqual(expected));

  readLines("html", [
    [
      "a comment",
      [
        ["<!-- <b>", ["comment:<!-- <b>"]],
        ["--><i>", ["comment:-->", "keyword:<i>"]],
      ],
    ],
    [
      "an attribute's value",
      [
        ['<a b="c', ["keyword:<a", "name:b", 'string:"c']],
        ['d">e', ['string:d"', "keyword:>"]],
      ],
    ],
    [
      "a script, and what follows it",
      [
        ['<script type="module">', ["keyword:<script", "name:type", 'string:"module"', "keyword:>"]],
        ["const a = `${1}`", ["keyword:const", "string:`", "meta:${", "number:1", "meta:}", "string:`"]],
        ["</script>const", ["keyword:</script>"]],
      ],
    ],
    [
      "a style, also one that is not closed",
      [
        ["<style>", ["keyword:<style>"]],
        ["a { color: red", ["type:a", "name:color"]],
        ["</style><b>", ["keyword:</style><b>"]],
      ],
    ],
  ]);
});

describe("Markdown", () => {
  const CASES: Case[] = [
    ["headings", "## T `x`", ["keyword:## T `x`"]],
    ["a hash that is no heading", "#tag", []],
    ["quotes", "> a **b**", ["comment:> a **b**"]],
    ["items", "  - a\n2. b", ["meta:  -", "meta:2."]],
    ["spans", "a **b** `c` [d](e)", ["type:**b**", "string:`c`", "name:[d](e)"]],
    ["addresses", "<http://a.b> https://c.d", ["name:<http://a.b>", "name:https://c.d"]],
  ];
  it.each(CASES)("reads %s", (_, code, expected) => expect(kinds("md", code)).toEqual(expected));

  readLines("markdown", [
    [
      "what is in a fence as text",
      [
        ["```py", ["meta:```py"]],
        ["# no heading", ["string:# no heading"]],
        ["```", ["meta:```"]],
        ["# T", ["keyword:# T"]],
      ],
    ],
  ]);
});
