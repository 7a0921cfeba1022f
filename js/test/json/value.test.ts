import { expect, it } from "vitest";
import { parseWhole } from "../../src/json/object-text";
import { valueOf } from "../../src/json/value";

it.each([
  "{}",
  "[]",
  '{"a": [1, -2.5e-3, true, null, "\\u00e9", {"b": 1.0}]}',
  '"x"',
  "1e300",
  "9007199254740991",
])("is what JSON.parse gives: %s", (json) => expect(valueOf(parseWhole(json)!)).toEqual(JSON.parse(json)));

it.each([
  ['{"id": 1610521604143693812}', { id: "1610521604143693812" }],
  ["[-9007199254740993, 9007199254740993.0]", ["-9007199254740993", 9007199254740992]],
  ['{"a": 1, "a": 2}', { a: 2 }],
])("keeps the digits of whole numbers: %s", (json, value) => {
  expect(valueOf(parseWhole(json)!)).toEqual(value);
});

it("has a member for each name", () => {
  const value = valueOf(parseWhole('{"__proto__": {"polluted": 1}}')!) as object;
  expect(Object.keys(value)).toEqual(["__proto__"]);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});
