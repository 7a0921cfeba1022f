import { expect, it } from "vitest";
import type { Schema } from "../../src/transcript/schema";
import { fieldsOf, formatField, parseField, type Field } from "../../src/views/argument-fields";

function field(schema: Schema, { required = true, root = {} as Schema } = {}): Field {
  const all = { ...root, properties: { x: schema }, required: required ? ["x"] : [] };
  return fieldsOf(all)[0]!;
}

it.each<[Schema, string]>([
  [{ type: "string" }, "text"],
  [{ type: "integer" }, "number"],
  [{ type: ["number", "null"] }, "number"],
  [{ type: "boolean" }, "boolean"],
  [{ type: "string", enum: ["a", "b"] }, "choice"],
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

it.each<[Schema, string, unknown]>([
  [{ type: "string" }, "a b", "a b"],
  [{ type: "integer" }, "12", 12],
  [{ type: "number" }, " -1.5 ", -1.5],
  [{ type: "number", minimum: 1, maximum: 3 }, "1", 1],
  [{ type: "number", minimum: 1, maximum: 3 }, "3", 3],
  [{ type: "string", minLength: 2, maxLength: 3, pattern: "^a" }, "ab", "ab"],
  [{ type: "string", minLength: 2, maxLength: 3, pattern: "^a" }, "abc", "abc"],
  [{ type: "boolean" }, "false", false],
  [{ enum: [1, 2] }, "2", 2],
  [{ type: "array" }, "[1]", [1]],
  [{ type: ["number", "null"] }, "", null],
  [{ anyOf: [{ type: "string" }, { type: "null" }] }, "", null],
])("reads %o", (schema, typed, value) => {
  expect(parseField(field(schema), typed)).toEqual({ value });
});

it.each<[Schema, string]>([
  [{ type: "integer" }, "1.5"],
  [{ type: "number" }, "twelve"],
  [{ type: "number" }, ""],
  [{ type: "number", minimum: 3 }, "2"],
  [{ type: "number", maximum: 3 }, "4"],
  [{ type: "string", minLength: 2 }, "a"],
  [{ type: "string", maxLength: 2 }, "abc"],
  [{ type: "string", pattern: "^\\d+$" }, "a"],
  [{ type: "object" }, "{"],
])("says what is wrong: %o with %o", (schema, typed) => {
  expect(parseField(field(schema), typed)).toHaveProperty("problem");
});

it("leaves out what is empty and not needed", () => {
  expect(parseField(field({ type: "string" }, { required: false }), "")).toEqual({ omitted: true });
  expect(parseField(field({ type: "number" }, { required: false }), "")).toEqual({ omitted: true });
});

it("leaves a pattern it cannot read to Python", () => {
  expect(parseField(field({ type: "string", pattern: "(?P<a>x)" }), "y")).toEqual({ value: "y" });
});

it("shows a value so that reading it gives the value again", () => {
  const cases: [Schema, unknown][] = [
    [{ type: "string" }, "x"],
    [{ type: "number" }, 1.5],
    [{ type: "boolean" }, true],
    [{ type: "array" }, [1, "a"]],
    [{ type: ["string", "null"] }, null],
  ];
  for (const [schema, value] of cases)
    expect(parseField(field(schema), formatField(field(schema), value))).toEqual({ value });
});
