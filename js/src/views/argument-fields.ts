/** The fields of a form for a tool's arguments, by the tool's JSON schema. */

import type { Schema } from "../transcript/schema";
import * as strings from "./strings";

export type FieldKind = "text" | "number" | "boolean" | "choice" | "json";

export interface Field {
  name: string;
  kind: FieldKind;
  schema: Schema;
  required: boolean;
  /** Whether `null` is a value it may have: an empty field then means that. */
  nullable: boolean;
}

export type Parsed = { value: unknown } | { problem: string } | { omitted: true };

export function fieldsOf(root: Schema): Field[] {
  const required = new Set(root.required);
  return Object.entries(root.properties ?? {}).map(([name, property]) => {
    const { schema, nullable } = resolved(property, root);
    return { name, kind: kindOf(schema), schema, nullable, required: required.has(name) };
  });
}

/** The text of a field for a value that the model gave. */
export function formatField(field: Field, value: unknown): string {
  if (value === undefined || value === null) return "";
  return field.kind === "json" || typeof value === "object" ? JSON.stringify(value, null, 2) : String(value);
}

/** The value that a text gives, or what is wrong with it. */
export function parseField(field: Field, text: string): Parsed {
  const { kind, schema, required, nullable } = field;
  const isEmpty = kind === "text" ? text === "" : text.trim() === "";
  if (isEmpty && nullable) return { value: null };
  if (isEmpty && !required) return { omitted: true };
  if (isEmpty && kind !== "text") return { problem: strings.needed };
  return PARSERS[kind](schema, text);
}

const PARSERS: Record<FieldKind, (schema: Schema, text: string) => Parsed> = {
  text: parseText,
  number: parseNumber,
  boolean: (_, text) => ({ value: text === "true" }),
  choice: ({ enum: choices }, text) => ({ value: choices!.find((choice) => String(choice) === text) }),
  json: (_, text) => parseJson(text),
};

function parseNumber(schema: Schema, text: string): Parsed {
  const value = Number(text);
  if (Number.isNaN(value)) return { problem: strings.notNumber };
  if (types(schema).includes("integer") && !Number.isInteger(value)) return { problem: strings.notWhole };
  if (schema.minimum !== undefined && value < schema.minimum)
    return { problem: strings.atLeast(schema.minimum) };
  if (schema.maximum !== undefined && value > schema.maximum)
    return { problem: strings.atMost(schema.maximum) };
  return { value };
}

function parseText(schema: Schema, value: string): Parsed {
  const { minLength, maxLength, pattern } = schema;
  if (minLength !== undefined && value.length < minLength) return { problem: strings.tooShort(minLength) };
  if (maxLength !== undefined && value.length > maxLength) return { problem: strings.tooLong(maxLength) };
  if (pattern !== undefined && !matches(pattern, value)) return { problem: strings.notPattern(pattern) };
  return { value };
}

function parseJson(text: string): Parsed {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: strings.notJson((error as Error).message) };
  }
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    return true; // A pattern of another dialect is for Python to check.
  }
}

function resolved(schema: Schema, root: Schema): { schema: Schema; nullable: boolean } {
  if (schema.$ref) {
    const target = root.$defs?.[schema.$ref.split("/").at(-1)!] ?? {};
    return { schema: { ...target, ...schema }, nullable: false };
  }
  const others = schema.anyOf?.filter((option) => option.type !== "null");
  if (schema.anyOf && others?.length === 1) {
    const inner = resolved(others[0]!, root).schema;
    return { schema: { ...schema, ...inner }, nullable: others.length < schema.anyOf.length };
  }
  return { schema, nullable: types(schema).includes("null") };
}

function kindOf(schema: Schema): FieldKind {
  if (schema.enum) return "choice";
  if (schema.anyOf && !schema.type) return "json";
  const type = types(schema).find((name) => name !== "null");
  if (type === "string") return "text";
  if (type === "number" || type === "integer") return "number";
  return type === "boolean" ? "boolean" : "json";
}

function types({ type }: Schema): string[] {
  return typeof type === "string" ? [type] : (type ?? []);
}
