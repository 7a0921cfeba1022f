import { expect, it } from "vitest";
import { kinds, kindsOfLines } from "./kinds";

const CASES: [language: string, what: string, code: string, pieces: string[]][] = [
  ["c", "an include", "#include <stdio.h>", ["meta:#include"]],
  [
    "cpp",
    "a template",
    "template <typename T> class Box;",
    ["keyword:template", "keyword:typename", "keyword:class", "type:Box"],
  ],
  ["c", "numbers with suffixes", "0xFFu + 1.5f + 10L", ["number:0xFFu", "number:1.5f", "number:10L"]],
  ["c", "a constant, which is no type", "MAX_SIZE + Size", ["type:Size"]],
  ["c", "characters", "'a' + '\\n' + '\"' + 1", ["string:'a'", "string:'\\n'", "string:'\"'", "number:1"]],
  ["c", "a quote as a character", "'\\'' + 'b'", ["string:'\\''", "string:'b'"]],
  ["c", "a backslash as a character", "'\\\\' + 'b'", ["string:'\\\\'", "string:'b'"]],
  [
    "go",
    "a method",
    "func (s *Server) Run(ctx context.Context) {",
    ["keyword:func", "type:Server", "function:Run", "type:Context"],
  ],
  ["go", "a raw string", "`a\\` + 1", ["string:`a\\`", "number:1"]],
  ["rust", "an attribute", "#[derive(Debug)]", ["meta:#[", "function:derive", "type:Debug"]],
  ["rust", "a lifetime, which is no character", "&'a str + &'b str", ["type:str", "type:str"]],
  [
    "rust",
    "an option",
    "let x: Option<u8> = Some(1);",
    ["keyword:let", "type:Option", "type:u8", "literal:Some", "number:1"],
  ],
  [
    "java",
    "an annotation",
    "@Override public void run() { return; }",
    ["meta:@Override", "keyword:public", "type:void", "function:run", "keyword:return"],
  ],
  [
    "kotlin",
    "a function",
    'fun main() = println("x")',
    ["keyword:fun", "function:main", "function:println", 'string:"x"'],
  ],
  [
    "swift",
    "a struct",
    "struct Point: Codable { var x: Int }",
    ["keyword:struct", "type:Point", "type:Codable", "keyword:var", "type:Int"],
  ],
  ["csharp", "a comment", 'var s = "//"; // note', ["keyword:var", 'string:"//"', "comment:// note"]],
];

it.each(CASES)("reads %s: %s", (language, _, code, expected) => {
  expect(kinds(language, code)).toEqual(expected);
});

it.each([
  ["a comment", "/* one", "int x = 1; // two", "*/ int", "comment"],
  ["a raw string", "`one", "int x = 1; // two", "` int", "string"],
])("goes on in the next line with %s", (_, first, second, last, kind) => {
  const [before, inside, after] = kindsOfLines("go", [first, second, last]);
  expect(before).toEqual([`${kind}:${first}`]);
  expect(inside).toEqual([`${kind}:${second}`]);
  expect(after?.at(-1)).toBe("type:int");
});
