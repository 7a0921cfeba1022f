/** The arguments that a reader edited, from the fields of a form or as JSON, with what is wrong with them. */

import { parseField, type Field } from "./argument-fields";
import * as strings from "./strings";

/** Texts by the name of a field. */
export type FieldTexts = Record<string, string>;
/** What is wrong, by the name of a field; "" for the whole. */
export type Problems = Record<string, string>;

export interface EditedArguments {
  /** The arguments as JSON; null while something is wrong. */
  json: string | null;
  problems: Problems;
}

/** The arguments that the texts of a form's fields give; what has no field keeps its `given` value. */
export function argumentsOfFields(
  fields: Field[],
  texts: FieldTexts,
  given: Record<string, unknown>,
): EditedArguments {
  const value = { ...given };
  const problems: Problems = {};
  for (const field of fields) {
    const parsed = parseField(field, texts[field.name]!);
    if ("problem" in parsed) problems[field.name] = parsed.problem;
    else if ("value" in parsed) value[field.name] = parsed.value;
    else delete value[field.name];
  }
  const isValid = Object.keys(problems).length === 0;
  return { json: isValid ? JSON.stringify(value) : null, problems };
}

/** The arguments that are written as JSON. */
export function argumentsOfJson(text: string): EditedArguments {
  if (parseObject(text)) return { json: text, problems: {} };
  return { json: null, problems: { "": strings.notObject } };
}

/** The object that `json` is; null where it is another value, or not JSON. */
export function parseObject(json: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json || "{}");
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** `json` with a line for each field, where it is an object. */
export function indentObject(json: string): string {
  const value = parseObject(json);
  return value ? JSON.stringify(value, null, 2) : json;
}
