import { expect, it } from "vitest";
import { kinds, kindsOfLines, type Case } from "./kinds";

const CASES: Case[] = [
  [
    "a query",
    "select a.x, count(*) from t where y >= 1.5",
    ["keyword:select", "function:count", "keyword:from", "keyword:where", "number:1.5"],
  ],
  [
    "words in any case",
    "Create TABLE t (id Integer, ok BOOL default TRUE)",
    [
      "keyword:Create",
      "keyword:TABLE",
      "function:t",
      "type:Integer",
      "type:BOOL",
      "keyword:default",
      "literal:TRUE",
    ],
  ],
  ["names in quotes", '"from" + `select`', ['name:"from"', "name:`select`"]],
  ["parameters", ":id, $1, @x", ["meta::id", "meta:$1", "meta:@x"]],
  ["keywords in names", "selected from_x", []],
  ["a quote in a text", "'it''s' and", ["string:'it''s'", "keyword:and"]],
  ["dashes in a text", "'--' -- x", ["string:'--'", "comment:-- x"]],
  ["an operator of one dash", "1 - 2", ["number:1", "number:2"]],
];

it.each(CASES)("reads %s", (_, code, expected) => expect(kinds("sql", code)).toEqual(expected));

it.each([
  ["a text", "'one", "it''s -- two", "three'", "string"],
  ["a comment", "/* one", "'two", "three */", "comment"],
])("goes on in the next line with %s", (_, first, second, third, kind) => {
  expect(kindsOfLines("sql", [first, second, `${third} as`])).toEqual([
    [`${kind}:${first}`],
    [`${kind}:${second}`],
    [`${kind}:${third}`, "keyword:as"],
  ]);
});
