import { describe, expect, it } from "vitest";
import { kinds, kindsOfLines, type Case } from "./kinds";

function read(language: string, cases: Case[]): void {
  it.each(cases)("reads %s", (_, code, expected) => expect(kinds(language, code)).toEqual(expected));
}

describe("JSON", () => {
  read("json", [
    ["a name and a text", '{"a": "b"}', ['name:"a"', 'string:"b"']],
    ["a name before a space", '{"a" : 1}', ['name:"a"', "number:1"]],
    ["an escaped quote in a name", '{"a\\"b": 1}', ['name:"a\\"b"', "number:1"]],
    ["a colon in a text", '["a: b"]', ['string:"a: b"']],
    ["numbers", "[-1.5e+3, 0, 12]", ["number:-1.5e+3", "number:0", "number:12"]],
    ["literals", "[true, false, null, maybe]", ["literal:true", "literal:false", "literal:null"]],
    ["slashes in a text", '["http://x"] // y', ['string:"http://x"', "comment:// y"]],
    ["a text that is not closed", '{"a": "open', ['name:"a"', 'string:"open']],
  ]);

  it("goes on in the next line with a comment", () => {
    expect(kindsOfLines("jsonc", ["/* 1", "2 */ 3"])).toEqual([
      ["comment:/* 1"],
      ["comment:2 */", "number:3"],
    ]);
  });
});

describe("YAML", () => {
  read("yaml", [
    ["a name and a text", 'name: "x: y" # z', ["name:name", 'string:"x: y"', "comment:# z"]],
    ["a name in quotes", '"a b": c', ['name:"a b"']],
    ["a name of two words", "two words: 1", ["name:two words", "number:1"]],
    ["an address, which has no name and no comment", "http://x.y/#z", []],
    ["a text with a quote in it", "said: 'it''s'", ["name:said", "string:'it''s'"]],
    ["an apostrophe, which begins no text", "it's: fine", ["name:s"]],
    ["anchors", "a: &base", ["name:a", "meta:&base"]],
    ["aliases", "<<: *base", ["meta:*base"]],
    ["a list in a line", "l: [1, true, no]", ["name:l", "number:1", "literal:true", "literal:no"]],
    ["a list below", "- -5", ["number:-5"]],
    ["words that begin with a literal or a number", "a: true story\nb: 3 apples", ["name:a", "name:b"]],
    ["the start of a document", "---\na: ~", ["meta:---", "name:a", "literal:~"]],
  ]);
});

describe("TOML and INI", () => {
  read("toml", [
    ["a section", "[tool.x]", ["type:[tool.x]"]],
    ["a list, which is no section", "a = [1]", ["name:a", "number:1"]],
    ["a name with dots", "a.b-c = true", ["name:a.b-c", "literal:true"]],
    ["a text and a comment", 'a = "#" # c', ["name:a", 'string:"#"', "comment:# c"]],
    ["a comment of INI", "; a = 1", ["comment:; a = 1"]],
  ]);
});

describe("diffs", () => {
  it("tells what was added and removed from what it is about", () => {
    const lines = ["diff --git a b", "index 1..2", "--- a", "+++ b", "@@ -1 +1 @@", "-old", "+new", " +same"];
    const found = kindsOfLines("diff", lines).map(([piece]) => piece?.split(":")[0]);
    expect(found).toEqual(["meta", "meta", "meta", "meta", "meta", "removed", "added", undefined]);
  });
});
