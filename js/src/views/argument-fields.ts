/** The fields of a form for a tool's arguments: by the tool's JSON schema, each with what the model wrote. */

import { indent, keepLayout } from "../json/layout";
import { jsonProblem, lostNumber, memberText, parseWhole } from "../json/object-text";
import type { Schema } from "../transcript/schema";
import { keepLineEnds } from "./line-ends";
import * as strings from "./strings";

export type FieldKind = "text" | "number" | "choice" | "json";

/** One of the values that a field chooses from. */
export interface Choice {
  label: string;
  json: string;
}

export interface Field {
  name: string;
  kind: FieldKind;
  schema: Schema;
  required: boolean;
  /** Whether `null` is a value it may have: an empty field then means that. */
  nullable: boolean;
  /** The JSON text of what the model wrote; undefined: nothing. */
  given: string | undefined;
  /** What a field chooses from, what the model wrote included; empty for one that is written. */
  choices: Choice[];
  /** What the field shows before anybody touches it. */
  initial: string;
}

/** What a touched field gives: JSON text, nothing, or what is wrong with it. */
export type Parsed = { json: string } | { omitted: true } | { problem: string };

/** The fields for the JSON text of arguments, which is that of an object. */
export function fieldsOf(root: Schema, json: string): Field[] {
  const required = new Set(root.required);
  return Object.entries(root.properties ?? {}).map(([name, property]) => {
    const { schema, nullable } = resolved(property, root);
    const kind = kindOf(schema);
    const given = memberText(json, name);
    const choices = kind === "choice" ? choicesOf(schema, given, nullable) : [];
    const field = { name, kind, schema, required: required.has(name), nullable, given, choices };
    return { ...field, initial: initialText(field) };
  });
}

function initialText({ kind, given, nullable, choices }: Omit<Field, "initial">): string {
  if (given === undefined) return "";
  if (kind === "choice") return choices.find(({ json }) => isSame(json, given))?.label ?? "";
  if (given === "null") return kind === "json" && !nullable ? given : "";
  if (kind === "json") return indent(given);
  // A text area gives every line end as this one.
  return kind === "text" && given.startsWith('"') ? stringOf(given).replace(/\r\n?/g, "\n") : given;
}

/** The values of the schema, and what the model wrote if that is another one. */
function choicesOf(schema: Schema, given: string | undefined, nullable: boolean): Choice[] {
  const fixed = schema.const === undefined ? [true, false] : [schema.const];
  const values = (schema.enum ?? fixed).map((value) => JSON.stringify(value));
  const isOther = given !== undefined && !values.some((json) => isSame(json, given));
  if (isOther && !(nullable && given === "null")) values.push(given);
  const plain = values.map((json) => (json.startsWith('"') ? stringOf(json) : json));
  const areUnique = new Set(["", ...plain]).size > plain.length;
  return values.map((json, at) => ({ label: areUnique ? plain[at]! : json, json }));
}

/** Whether two JSON texts are the same value, however they are written. */
function isSame(json: string, other: string): boolean {
  return json === other || plainForm(json) === plainForm(other);
}

function plainForm(json: string): string {
  // "1e400" is read as Infinity, which would be written as null.
  const withInfinity = (_: string, value: unknown) => (isInfinite(value) ? { infinite: value > 0 } : value);
  return JSON.stringify(JSON.parse(json), withInfinity);
}

function isInfinite(value: unknown): value is number {
  return value === Infinity || value === -Infinity;
}

function stringOf(json: string): string {
  return JSON.parse(json) as string;
}

/** Whether a field must not be left empty. A strict schema requires every argument, also with a default. */
export function isNeeded({ schema, required, nullable }: Field): boolean {
  return required && !nullable && schema.default === undefined;
}

/** What the text of a touched field gives. */
export function parseField(field: Field, text: string): Parsed {
  const { kind, required, nullable, schema } = field;
  const isEmpty = kind === "text" ? text === "" : text.trim() === "";
  if (isEmpty && nullable) return { json: "null" };
  if (isEmpty && kind !== "text" && required && schema.default !== undefined)
    return { json: JSON.stringify(schema.default) };
  if (isEmpty && !required) return { omitted: true };
  if (isEmpty && kind !== "text") return { problem: strings.needed };
  return PARSERS[kind](field, text);
}

const PARSERS: Record<FieldKind, (field: Field, text: string) => Parsed> = {
  text: parseText,
  number: parseNumber,
  choice: ({ choices }, text) => ({ json: choices.find(({ label }) => label === text)!.json }),
  json: parseJson,
};

function parseNumber({ schema }: Field, text: string): Parsed {
  const digits = text.trim();
  const value = Number(digits);
  const isWhole = types(schema).every((type) => type !== "number");
  if (!/^[-\d]/.test(digits) || jsonProblem(digits) !== null)
    return { problem: isWhole ? strings.notWhole : strings.notNumber };
  if (isWhole && !/^-?\d+$/.test(digits)) return { problem: strings.notWhole };
  const problem = rangeProblem(schema, value);
  return problem === null ? kept(digits, "") : { problem };
}

function rangeProblem(schema: Schema, value: number): string | null {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (minimum !== undefined && value < minimum) return strings.atLeast(minimum);
  if (maximum !== undefined && value > maximum) return strings.atMost(maximum);
  if (typeof exclusiveMinimum === "number" && value <= exclusiveMinimum)
    return strings.moreThan(exclusiveMinimum);
  if (typeof exclusiveMaximum === "number" && value >= exclusiveMaximum)
    return strings.lessThan(exclusiveMaximum);
  return multipleOf && !isMultiple(value / multipleOf) ? strings.multipleOf(multipleOf) : null;
}

/** Whether a quotient is whole, but for what floats lose: 0.3 / 0.1 is 2.9999999999999996. */
function isMultiple(quotient: number): boolean {
  return Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient));
}

function parseText({ schema, given }: Field, text: string): Parsed {
  const { minLength, maxLength, pattern } = schema;
  const { length } = [...text];
  if (minLength !== undefined && length < minLength) return { problem: strings.tooShort(minLength) };
  if (maxLength !== undefined && length > maxLength) return { problem: strings.tooLong(maxLength) };
  if (pattern !== undefined && !matches(pattern, text)) return { problem: strings.notPattern(pattern) };
  return { json: JSON.stringify(given?.startsWith('"') ? keepLineEnds(stringOf(given), text) : text) };
}

function parseJson({ given = "" }: Field, text: string): Parsed {
  const problem = jsonProblem(text);
  return problem === null
    ? kept(keepLayout(given, text).trim(), given)
    : { problem: strings.notJson(problem) };
}

function kept(json: string, given: string): Parsed {
  const value = parseWhole(`[${json}]`); // as deep as it will be in the arguments
  if (!value) return { problem: strings.tooDeep };
  const lost = lostNumber(value, given);
  return lost ? { problem: strings.lostNumber(lost, String(Number(lost))) } : { json };
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
  return { schema, nullable: types(schema).includes("null") && !schema.enum?.includes(null) };
}

function kindOf(schema: Schema): FieldKind {
  const accepted = types(schema).filter((type) => type !== "null");
  // The page cannot hold such a choice, only the person and the model can.
  if (schema.enum?.some(isInexact)) return "json";
  if (schema.enum || (schema.const !== undefined && !isInexact(schema.const))) return "choice";
  if (accepted.length > 0 && accepted.every((type) => type === "number" || type === "integer"))
    return "number";
  const [type] = accepted;
  if (accepted.length > 1) return "json";
  if (type === "string") return "text";
  return type === "boolean" ? "choice" : "json";
}

function isInexact(value: unknown): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

function types({ type }: Schema): string[] {
  return typeof type === "string" ? [type] : (type ?? []);
}
