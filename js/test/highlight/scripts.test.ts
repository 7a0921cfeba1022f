import { describe, expect, it } from "vitest";
import { kinds, kindsOfLines, type Case } from "./kinds";

const SHELL: Case[] = [
  [
    "variables",
    "export PATH=$HOME/bin:${PATH}",
    ["keyword:export", "name:PATH", "name:$HOME", "name:${PATH}"],
  ],
  [
    "options",
    "curl -sSL --fail | jq '.a'",
    ["type:curl", "meta:-sSL", "meta:--fail", "type:jq", "string:'.a'"],
  ],
  ["a dash in a word, which is no option", "my-echo a-b", []],
  [
    "a variable in double quotes alone",
    `echo "a $B" '$C'`,
    ["type:echo", 'string:"a ', "name:$B", 'string:"', "string:'$C'"],
  ],
  ["an escaped quote in quotes", `"a \\" b" x`, ['string:"a \\" b"']],
  ["an escaped quote outside", "echo \\'it cd", ["type:echo", "type:cd"]],
  ["a hash in a word, which is no comment", "echo a#b # c", ["type:echo", "comment:# c"]],
  [
    "a condition",
    "if [ $# -eq 0 ]; then exit 1; fi",
    [
      "keyword:if",
      "name:$#",
      "meta:-eq",
      "number:0",
      "keyword:then",
      "keyword:exit",
      "number:1",
      "keyword:fi",
    ],
  ],
  ["a command in a command", "for i in $(ls); do", ["keyword:for", "keyword:in", "type:ls", "keyword:do"]],
];

describe("the shell", () => {
  it.each(SHELL)("reads %s", (_, code, expected) => expect(kinds("bash", code)).toEqual(expected));

  it.each([
    ["'", ["string:if $A"]],
    ['"', ["string:if ", "name:$A"]],
  ])("goes on in the next line with a text in %s", (quote, inside) => {
    expect(kindsOfLines("sh", [`echo ${quote}x`, "if $A", `${quote} fi`])).toEqual([
      ["type:echo", `string:${quote}x`],
      inside,
      [`string:${quote}`, "keyword:fi"],
    ]);
  });
});

const SCRIPTS: [language: string, code: string, pieces: string[]][] = [
  ["ruby", "def go(name) # x", ["keyword:def", "function:go", "comment:# x"]],
  ["ruby", "has key: :value", ["literal::value"]],
  ["ruby", "Foo::bar", ["type:Foo"]],
  ["perl", "my $x = @list + %map;", ["keyword:my", "name:$x", "name:@list", "name:%map"]],
  ["r", "x <- c(1.5, NA, TRUE)", ["function:c", "number:1.5", "literal:NA", "literal:TRUE"]],
  ["lua", "local x = nil", ["keyword:local", "literal:nil"]],
  ["dockerfile", "FROM python AS base", ["keyword:FROM"]],
  [
    "julia",
    "function f() return 'a' end",
    ["keyword:function", "function:f", "keyword:return", "string:'a'", "keyword:end"],
  ],
  ["makefile", 'a = "#b" # c', ['string:"#b"', "comment:# c"]],
];

describe("languages with hashes", () => {
  it.each(SCRIPTS)("reads %s: %s", (language, code, expected) => {
    expect(kinds(language, code)).toEqual(expected);
  });
});
