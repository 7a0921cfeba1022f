import { expect, it } from "vitest";
import { kinds, kindsOfLines, type Case } from "./kinds";

const CASES: Case[] = [
  ["an import", "import { a } from 'x';", ["keyword:import", "keyword:from", "string:'x'"]],
  [
    "a class",
    "class A extends B implements C {}",
    ["keyword:class", "type:A", "keyword:extends", "type:B", "keyword:implements", "type:C"],
  ],
  [
    "a generator",
    "function* gen() { yield 1 }",
    ["keyword:function", "function:gen", "keyword:yield", "number:1"],
  ],
  ["types", "let x: string | Foo = null", ["keyword:let", "type:string", "type:Foo", "literal:null"]],
  ["a method", "this.go()", ["literal:this", "function:go"]],
  ["a decorator", "@Component() class X {}", ["meta:@Component", "keyword:class", "type:X"]],
  ["numbers", "0b101 + 1_0.5e3 + 10n", ["number:0b101", "number:1_0.5e3", "number:10n"]],
  ["keywords in names", "asyncIterator + $of + returned", []],
  ["a comment after a string with slashes", "'http://x' // y", ["string:'http://x'", "comment:// y"]],
  ["a comment in a line", "a /* b */ + 1", ["comment:/* b */", "number:1"]],
  ["division", "a / b / c", []],
  ["division after a parenthesis", "(a) / 2 / b", ["number:2"]],
  ["a regular expression", "x = /a'b/gi + 1", ["string:/a'b/gi", "number:1"]],
  ["one as an argument", "f(/re/i)", ["function:f", "string:/re/i"]],
  ["one with a slash in a class", "[/[/]/, 1]", ["string:/[/]/", "number:1"]],
  ["one with an escaped slash", "= /a\\/b/", ["string:/a\\/b/"]],
  [
    "objects in a template",
    "`a ${f({b: {c: 1}})} c`",
    ["string:`a ", "meta:${", "function:f", "number:1", "meta:}", "string: c`"],
  ],
  [
    "a template in a template",
    "`a${`b${c}`}`",
    ["string:`a", "meta:${", "string:`b", "meta:${", "meta:}", "string:`", "meta:}", "string:`"],
  ],
  ["an escaped backtick", "`\\`${x}`", ["string:`\\`", "meta:${", "meta:}", "string:`"]],
  ["a string that is not closed", '"open\nlet', ['string:"open', "keyword:let"]],
];

it.each(CASES)("reads %s", (_, code, expected) => {
  expect(kinds("ts", code)).toEqual(expected);
});

it("goes on in the next line with a template and what is in it", () => {
  expect(kindsOfLines("js", ["q = `select 1", "${table(", "  2)} where", "`; const n"])).toEqual([
    ["string:`select 1"],
    ["meta:${", "function:table"],
    ["number:2", "meta:}", "string: where"],
    ["string:`", "keyword:const"],
  ]);
});

it("goes on in the next line with a comment", () => {
  expect(kindsOfLines("js", ["let /* a", "const `b`", "*/ return"])).toEqual([
    ["keyword:let", "comment:/* a"],
    ["comment:const `b`"],
    ["comment:*/", "keyword:return"],
  ]);
});
