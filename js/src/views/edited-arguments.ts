/** The arguments that a reader edited, from the fields of a form or as JSON, with what is wrong with them. */

import { keepLayout } from "../json/layout";
import { jsonProblem, lostNumber, parseObject, removeMember, setMember } from "../json/object-text";
import { parseField, type Field } from "./argument-fields";
import * as strings from "./strings";

/** Texts by the name of a field. */
export type FieldTexts = ReadonlyMap<string, string>;
/** What is wrong, by the name of a field. */
export type Problems = ReadonlyMap<string, string>;

export interface EditedArguments {
  /** The arguments as JSON text; a field that is wrong has what the model wrote. */
  json: string;
  problems: Problems;
}

/**
 * The arguments `json` with the texts of those fields that were touched. All else, and a field that was changed
 * back, is as the model wrote it.
 */
export function argumentsOfFields(fields: Field[], texts: FieldTexts, json: string): EditedArguments {
  const problems = new Map<string, string>();
  let edited = json;
  for (const field of fields) {
    const text = texts.get(field.name) ?? field.initial;
    if (text === field.initial) continue;
    const parsed = parseField(field, text);
    if ("problem" in parsed) problems.set(field.name, parsed.problem);
    else if ("json" in parsed) edited = setMember(edited, field.name, parsed.json);
    else edited = removeMember(edited, field.name);
  }
  return { json: edited, problems };
}

/** The arguments `json` as they were edited on lines. */
export function argumentsOfJson(json: string, edited: string): string {
  return jsonProblem(json) === null ? keepLayout(json, edited) : edited;
}

/** What is wrong with the arguments `json` as they were edited; null: nothing. */
export function problemOfJson(json: string, edited: string): string | null {
  const object = parseObject(edited);
  if (!object) return strings.notObject;
  const lost = lostNumber(object, json);
  return lost ? strings.lostNumber(lost, String(Number(lost))) : null;
}
