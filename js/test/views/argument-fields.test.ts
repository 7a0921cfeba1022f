import { describe, expect, it } from "vitest";
import type { Schema } from "../../src/transcript/schema";
import { fieldsOf, parseField, type Field } from "../../src/views/argument-fields";

interface Options {
  required?: boolean;
  root?: Schema;
  /** The JSON text that the model wrote. */
  given?: string;
}

function field(schema: Schema, { required = true, root = {}, given }: Options = {}): Field {
  const all = { ...root, properties: { x: schema }, required: required ? ["x"] : [] };
  return fieldsOf(all, given === undefined ? "{}" : `{"x": ${given}}`)[0]!;
}

it.each<[Schema, string]>([
  [{ type: "string" }, "text"],
  [{ type: "integer" }, "number"],
  [{ type: ["number", "null"] }, "number"],
  [{ type: ["integer", "number"] }, "number"],
  [{ type: ["integer", "string"] }, "json"],
  [{ type: "boolean" }, "choice"],
  [{ type: "string", enum: ["a", "b"] }, "choice"],
  [{ type: "integer", enum: [1610521604143693800, 1] }, "json"],
  [{ type: "array", items: { type: "string" } }, "json"],
  [{ anyOf: [{ type: "string" }, { type: "null" }] }, "text"],
  [{ anyOf: [{ type: "string" }, { type: "number" }] }, "json"],
  [{}, "json"],
])("chooses a control for %o", (schema, kind) => {
  expect(field(schema).kind).toBe(kind);
});

it("follows references", () => {
  const root = { $defs: { Colour: { type: "string", enum: ["red", "blue"] } } };
  expect(field({ $ref: "#/$defs/Colour" }, { root }).schema.enum).toEqual(["red", "blue"]);
});

it.each<[Schema, string, string]>([
  [{ type: "string" }, "a b", '"a b"'],
  [{ type: "string" }, "", '""'],
  [{ type: "integer" }, "12", "12"],
  [{ type: "integer" }, " 5 ", "5"],
  [{ type: "integer" }, "-0", "-0"],
  [{ type: "integer" }, "1610521604143693813", "1610521604143693813"],
  [{ type: "integer", maximum: 9007199254740991 }, "9007199254740991", "9007199254740991"],
  [{ type: "number" }, " -1.5 ", "-1.5"],
  [{ type: "number" }, "1.0", "1.0"],
  [{ type: "number" }, "1e3", "1e3"],
  [{ type: "number" }, "0.10000000000000000001", "0.10000000000000000001"],
  [{ type: "number" }, "0.0e-999", "0.0e-999"],
  [{ type: "number", minimum: 1, maximum: 3 }, "1", "1"],
  [{ type: "number", exclusiveMinimum: 0, multipleOf: 0.1 }, "0.3", "0.3"],
  [{ type: "number", exclusiveMinimum: true }, "0", "0"],
  [{ type: "number", minimum: 1, maximum: 3 }, "3", "3"],
  [{ type: "string", minLength: 2, maxLength: 3, pattern: "^a" }, "ab", '"ab"'],
  [{ type: "string", minLength: 2, maxLength: 3, pattern: "^a" }, "abc", '"abc"'],
  [{ type: "string", maxLength: 2 }, "🙂🙂", '"🙂🙂"'],
  [{ type: "boolean" }, "false", "false"],
  [{ enum: [1, 2] }, "2", "2"],
  [{ type: "array" }, "[1, 12345678901234567890]", "[1, 12345678901234567890]"],
  [{ anyOf: [{ type: "string" }, { type: "integer" }] }, '"5"', '"5"'],
  [{ anyOf: [{ type: "string" }, { type: "integer" }] }, "5", "5"],
  [{ type: ["number", "null"] }, "", "null"],
  [{ anyOf: [{ type: "string" }, { type: "null" }] }, "", "null"],
])("reads %o with %o", (schema, typed, json) => {
  expect(parseField(field(schema), typed)).toEqual({ json });
});

const whole = "Expected a whole number. It is written in digits, such as 12.";
const number = "Expected a number. It is written as 12, -0.5 or 1e3.";

it.each<[Schema, string, string]>([
  ...["1.5", "1.0", "1e3", "0x10", "1_000", "٣", "１２", "05", "+5", "5.", ".5", "--1", "1 000", "1,000"].map(
    (typed): [Schema, string, string] => [{ type: "integer" }, typed, whole],
  ),
  ...["NaN", "Infinity", "-Infinity", "true", '"5"', "[5]", "12345678901234567890.5"].map(
    (typed): [Schema, string, string] => [{ type: ["integer", "null"] }, typed, whole],
  ),
  ...["twelve", "0x10", "1_000", "٣", "05", "+5", "5.", ".5", "1e", "NaN", "Infinity", "1/2", "null"].map(
    (typed): [Schema, string, string] => [{ type: "number" }, typed, number],
  ),
  [{ type: "number" }, "1e999", "1e999 would become Infinity"],
  [{ type: "number" }, "-1e999", "-1e999 would become -Infinity"],
  [{ type: "number" }, "2e-999", "2e-999 would become 0"],
  [{ type: "array" }, '[1, {"a": 1e999}]', "1e999 would become Infinity"],
  [{ type: "array" }, "[0x10]", "Not JSON"],
  [{ type: "array" }, "[NaN]", "Not JSON"],
  [{ type: "array" }, `${"[".repeat(501)}${"]".repeat(501)}`, "Expected fewer lists"],
  [{ type: "number" }, "", "This argument is needed."],
  [{ type: "number", minimum: 3 }, "2", "Expected at least 3."],
  [{ type: "number", exclusiveMinimum: 3 }, "3", "Expected more than 3."],
  [{ type: "integer", exclusiveMaximum: 0 }, "0", "Expected less than 0."],
  [{ type: "integer", multipleOf: 5 }, "12", "Expected a multiple of 5."],
  [{ type: "number", multipleOf: 0.1 }, "0.35", "Expected a multiple of 0.1."],
  [{ type: "number", maximum: 3 }, "4", "Expected at most 3."],
  [{ type: "integer", maximum: 9007199254740991 }, "9007199254740993", "Expected at most"],
  [{ type: "string", minLength: 2 }, "a", "Expected at least 2 characters."],
  [{ type: "string", minLength: 2 }, "🙂", "Expected at least 2 characters."],
  [{ type: "string", maxLength: 2 }, "abc", "Expected at most 2 characters."],
  [{ type: "string", pattern: "^\\d+$" }, "a", "Expected text that matches"],
  [{ type: "object" }, "{", "Not JSON"],
])("says what is wrong: %o with %o", (schema, typed, problem) => {
  expect((parseField(field(schema), typed) as { problem: string }).problem).toContain(problem);
});

it("leaves out what is empty and not needed", () => {
  expect(parseField(field({ type: "string" }, { required: false }), "")).toEqual({ omitted: true });
  expect(parseField(field({ type: "number" }, { required: false }), "")).toEqual({ omitted: true });
});

it("leaves a pattern it cannot read to Python", () => {
  expect(parseField(field({ type: "string", pattern: "(?P<a>x)" }), "y")).toEqual({ json: '"y"' });
});

it.each<[Schema, string | undefined, string]>([
  [{ type: "string" }, '"x\\u00e9"', "xé"],
  [{ type: "string" }, "5", "5"],
  [{ type: "string" }, "null", ""],
  [{ type: "string" }, undefined, ""],
  [{ type: "number" }, "1.0", "1.0"],
  [{ type: "integer" }, "1610521604143693812", "1610521604143693812"],
  [{ type: "integer" }, '"5"', '"5"'],
  [{ type: "boolean" }, "true", "true"],
  [{ type: "boolean" }, '"yes"', "yes"],
  [{ type: "boolean" }, '"true"', '"true"'],
  [{ enum: ["a"] }, '"\\u0061"', "a"],
  [{ enum: [1, 2] }, "2.0", "2"],
  [{ enum: [1, 2] }, "1610521604143693812", "1610521604143693812"],
  [{ enum: ["1", 1, null] }, "null", "null"],
  [{ enum: ["1", 1, null] }, '"1"', '"1"'],
  [{ enum: ["", "a"] }, '""', '""'],
  [{ type: "array" }, "[1,1.0]", "[\n  1,\n  1.0\n]"],
  [{}, "null", "null"],
  [{ type: ["string", "null"] }, "null", ""],
])("of %o shows what the model wrote: %s", (schema, given, shown) => {
  expect(field(schema, { given: given! }).initial).toBe(shown);
});

describe("a choice", () => {
  const labels = (schema: Schema, given?: string) =>
    field(schema, given === undefined ? {} : { given }).choices.map(({ label }) => label);

  it.each<[Schema, string | undefined, string[]]>([
    [{ type: "boolean" }, undefined, ["true", "false"]],
    [{ enum: ["a", "b"] }, '"b"', ["a", "b"]],
    [{ enum: ["a", "b"] }, '"c"', ["a", "b", "c"]],
    [{ enum: ["2", 2, true, "true", null] }, undefined, ['"2"', "2", "true", '"true"', "null"]],
    [{ enum: ["2"] }, "2", ['"2"', "2"]],
    [{ anyOf: [{ enum: ["a"] }, { type: "null" }] }, "null", ["a"]],
  ])("of %o beside %s offers %o", (schema, given, expected) => {
    expect(labels(schema, given)).toEqual(expected);
  });

  it("gives the value itself, of its own type", () => {
    const mixed = field({ enum: ["2", 2, null] });
    const parsed = mixed.choices.map(({ label }) => parseField(mixed, label));
    expect(parsed).toEqual([{ json: '"2"' }, { json: "2" }, { json: "null" }]);
  });
});

it("keeps the line ends of a text", () => {
  const text = field({ type: "string" }, { given: '"a\\r\\nb"' });
  expect(text.initial).toBe("a\nb");
  expect(parseField(text, "a\nb\nc")).toEqual({ json: '"a\\r\\nb\\r\\nc"' });
});

it("changes only that part of a list which was edited", () => {
  const list = field({ type: "array" }, { given: '[1.0,{"b":"\\u00e9","a":12345678901234567890}]' });
  expect(parseField(list, list.initial.replace("1.0", "2"))).toEqual({
    json: '[2,{"b":"\\u00e9","a":12345678901234567890}]',
  });
});

it("shows a constant as the only choice, and what the model wrote instead", () => {
  expect(field({ const: "a" }).choices).toEqual([{ label: "a", json: '"a"' }]);
  const other = field({ type: "string", const: "a" }, { given: '"b"' });
  expect(other.choices.map(({ label }) => label)).toEqual(["a", "b"]);
  expect(other.initial).toBe("b");
});

it("takes a number that no computer holds for no other value", () => {
  const { initial, choices } = field({ enum: [null, 1] }, { given: "1e400" });
  expect(initial).toBe("1e400");
  expect(choices.map(({ json }) => json)).toEqual(["null", "1", "1e400"]);
});
