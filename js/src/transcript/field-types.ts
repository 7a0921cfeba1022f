/** Which JSON values a field of the transcript may hold. The twin of agents_widget/transcript/field_types.py. */

export type JsonType = "string" | "number" | "array" | "object" | "null" | "other";

/** What the fields hold that are null by default. The others hold what their defaults are. */
const BESIDE_NULL: Record<string, JsonType> = {
  parent: "string",
  ended: "number",
  output_size: "number",
  display: "object",
  progress: "number",
  schema: "object",
  question: "object",
  first_token: "number",
  began: "number",
  cost: "number",
};

/** What the members of lists and objects are; those of the others may be anything. */
const MEMBERS: Record<string, JsonType> = {
  abilities: "string",
  usage: "number",
  budget: "number",
  display: "string",
};

/** The types that a field may hold. A word from a fixed choice is any string: a later version may know more. */
export function fieldTypes(field: string, byDefault: unknown): JsonType[] {
  return byDefault === null ? [BESIDE_NULL[field]!, "null"] : [jsonType(byDefault)];
}

/** Throw unless a field may hold a value, with all its members. */
export function checkField(value: unknown, types: JsonType[], field: string, name: string): void {
  checkType(value, types, name);
  const member = MEMBERS[field];
  if (member === undefined || value === null) return;
  for (const each of Object.values(value as object)) checkType(each, [member], name);
}

/** Throw unless a value is of one of the types. */
export function checkType(value: unknown, types: JsonType[], name: string): void {
  if (types.includes(jsonType(value))) return;
  throw new Error(
    `Not a patch of a transcript: ${name} holds ${types.join(" or ")}, not ${jsonType(value)}.`,
  );
}

/** The JSON type of a value: infinity is no number, and a boolean is none that the schema knows. */
function jsonType(value: unknown): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (Number.isFinite(value)) return "number";
  return typeof value === "string" || typeof value === "object" ? (typeof value as JsonType) : "other";
}
