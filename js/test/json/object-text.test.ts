import { expect, it } from "vitest";
import {
  jsonProblem,
  lostNumber,
  memberText,
  parseObject,
  parseWhole,
  removeMember,
  setMember,
} from "../../src/json/object-text";

it.each<[string, boolean]>([
  ['{"a": 1}', true],
  [" {} ", true],
  ["", false],
  ["[]", false],
  ["null", false],
  ["1", false],
  ['{"a": ', false],
  ['{"a": NaN}', false],
  ['{"a": "\n"}', false],
  ['{"a": "\\x"}', false],
  ['{"a": 1} {}', false],
  ["{'a': 1}", false],
  [`{"a": ${"[".repeat(499)}${"]".repeat(499)}}`, true],
  [`{"a": ${"[".repeat(500)}${"]".repeat(500)}}`, false],
])("reads %s as an object, or as none", (json, isObject) => {
  expect(parseObject(json) !== null).toBe(isObject);
});

it("reads a value that stands alone", () => {
  expect(parseWhole(" 12 ")).toEqual({ kind: "number", text: "12", start: 1, end: 3 });
  expect(parseWhole("1 2")).toBeNull();
  expect(jsonProblem("12")).toBeNull();
  expect(jsonProblem("0x10")).not.toBeNull();
});

it.each([
  ['{"a": 12345678901234567890}', "a", "12345678901234567890"],
  ['{"a": 1, "a" :[ 1.0 ] }', "a", "[ 1.0 ]"],
  ['{"\\u0061": "\\u0061"}', "a", '"\\u0061"'],
  ['{"b": {"a": 1}}', "a", undefined],
  ["{}", "toString", undefined],
  ['{"__proto__": null}', "__proto__", "null"],
])("finds in %s the value of %s as it is written: %s", (json, name, text) => {
  expect(memberText(json, name)).toBe(text);
});

it.each([
  ['{"a":1 , "b":2}', "a", '{"a":3 , "b":2}'],
  ['{"a": 1, "a": 2}', "a", '{"a": 1, "a": 3}'],
  ['{"b": {"a": 1}}', "a", '{"b": {"a": 1}, "a": 3}'],
  ["\n{ }", "a", '\n{"a": 3 }'],
  ["{}", 'a"\n', '{"a\\"\\n": 3}'],
])("sets in %s only %s", (json, name, expected) => expect(setMember(json, name, "3")).toBe(expected));

it.each([
  ['{"a":1 , "b":2}', "a", '{"b":2}'],
  ['{"b":2 , "a":1 }', "a", '{"b":2 }'],
  ['{\n  "a": 1\n}', "a", "{\n  }"],
  ['{"a": 1, "b": 2, "a": [3, {"a": 4}], "c": 5, "a": 6}', "a", '{"b": 2, "c": 5}'],
  ['{"b": 2}', "a", '{"b": 2}'],
])("removes from %s only %s", (json, name, expected) => expect(removeMember(json, name)).toBe(expected));

it.each([
  ["[1, 1e999]", "", "1e999"],
  ["[1, 1e999]", "[1e999]", undefined],
  ["[1e999, -1e999]", "[1e999]", "-1e999"],
  ['{"a": [-0.1e-999]}', "", "-0.1e-999"],
  [`["1e999", 0e999, 0.0, ${"9".repeat(400)}, 1e308]`, "", undefined],
])("finds in %s a number that is lost, but for those of %s", (json, given, lost) => {
  expect(lostNumber(parseWhole(json)!, given)).toBe(lost);
});
