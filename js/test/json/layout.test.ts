import { describe, expect, it } from "vitest";
import { indent, keepLayout } from "../../src/json/layout";

it.each([
  ["{}", "{}"],
  ["[ ]", "[]"],
  ["1.0", "1.0"],
  ['"{ \\"a\\":1}"', '"{ \\"a\\":1}"'],
  ['{"a":[1e3,-0],"b":{"c":{}}}', '{\n  "a": [\n    1e3,\n    -0\n  ],\n  "b": {\n    "c": {}\n  }\n}'],
  ['{\t"a" :1,\r\n"a": "\\u00e9" }', '{\n  "a": 1,\n  "a": "\\u00e9"\n}'],
  ["[[],[[]]]", "[\n  [],\n  [\n    []\n  ]\n]"],
])("puts %j on lines, and changes nothing else", (json, lines) => expect(indent(json)).toBe(lines));

it.each([{}, [], { a: [1, { b: null }], "c:,": "}" }, [[[1]], "[", {}]])("is as JSON has it: %j", (value) => {
  expect(indent(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
});

it("takes a long text", () => {
  const json = JSON.stringify(["x".repeat(8_000_000), "\\n".repeat(100_000)]);
  expect(indent(json)).toHaveLength(json.length + "\n  \n  \n".length);
});

describe("the layout of what was not edited", () => {
  it.each([
    ['{"a":1,"b":[1,2]}', '"b": [', '"b": [\n 0,', '{"a":1,"b":[0,1,2]}'],
    ['{"a":1,"b":[1,2]}', "2", "2, 3", '{"a":1,"b":[1,2, 3]}'],
    ['{"a":1,"b":2}', ',\n  "b": 2', "", '{"a":1}'],
    ['{ "a":1 , "b":2}', '"a": 1,\n  ', "", '{  "b":2}'],
    ['{"a":  1  ,"b":2}', "1", "12", '{"a":  12  ,"b":2}'],
    ['{"a":1,"b":1}', '"a"', '"b"', '{"b":1,"b":1}'],
    ['{"a":1}', "{", "{", '{"a":1}'],
    ["[1,1,1]", "1,\n  1", "1", "[1,1]"],
  ])("of %s is kept", (json, part, other, expected) => {
    const edited = indent(json).replace(part, () => other);
    const kept = keepLayout(json, edited);
    expect(JSON.parse(kept)).toEqual(JSON.parse(edited));
    expect(kept).toBe(expected);
  });

  it("is of no meaning where everything is another", () => {
    expect(keepLayout("[1]", "{}")).toBe("{}");
    expect(keepLayout("", " [1 ]")).toBe("[1 ]");
  });
});
