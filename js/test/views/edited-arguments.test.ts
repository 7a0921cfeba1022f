import { expect, it } from "vitest";
import { fieldsOf } from "../../src/views/argument-fields";
import {
  argumentsOfFields,
  argumentsOfJson,
  indentObject,
  parseObject,
} from "../../src/views/edited-arguments";

it.each<[string, object | null]>([
  ['{"a": 1}', { a: 1 }],
  ["", {}],
  ["[]", null],
  ["null", null],
  ["1", null],
  ['{"a": ', null],
])("reads %s as an object, or as none", (json, value) => {
  expect(parseObject(json)).toEqual(value);
});

it("puts objects on lines, and leaves what is none as it is", () => {
  expect(indentObject('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(indentObject('{"a": ')).toBe('{"a": ');
  expect(indentObject("[1,2]")).toBe("[1,2]");
});

it("gives no arguments while any field is wrong, and says what is wrong with each", () => {
  const properties = { a: { type: "integer" }, b: { type: "number", minimum: 1 }, c: { type: "string" } };
  const fields = fieldsOf({ properties, required: ["a", "b", "c"] });
  const edited = argumentsOfFields(fields, { a: "x", b: "0", c: "fine" }, {});
  expect(edited).toEqual({
    json: null,
    problems: { a: "Expected a number.", b: "Expected at least 1." },
  });
});

it("leaves what was given unchanged, for another try", () => {
  const given = { a: 1, b: 2 };
  const fields = fieldsOf({ properties: { a: { type: "integer" }, b: { type: "integer" } } });
  const { json } = argumentsOfFields(fields, { a: "5", b: "" }, given);
  expect(JSON.parse(json!)).toEqual({ a: 5 });
  expect(given).toEqual({ a: 1, b: 2 });
});

it("sends JSON that a reader wrote as it was written", () => {
  const text = '{ "n": 12345678901234567890 }';
  expect(argumentsOfJson(text)).toEqual({ json: text, problems: {} });
});
