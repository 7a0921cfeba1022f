/** Changes in the text of a JSON object: what they do not name stays as it is written, to the byte. */

import { isContainer, JsonParser, type Container, type JsonNode } from "./parser";

/** The object that `json` is, with the place of each value; null where it is another value, or not JSON. */
export function parseObject(json: string): Container | null {
  const root = parseWhole(json);
  return root?.kind === "object" ? root : null;
}

/** The value that a whole text is; null where it is not JSON. */
export function parseWhole(json: string): JsonNode | null {
  if (jsonProblem(json) !== null) return null;
  const parser = new JsonParser();
  parser.push(`${json}\n`); // the end of a number is known from what follows it
  return parser.failed ? null : parser.root;
}

/** What keeps a text from being JSON; null: nothing. */
export function jsonProblem(text: string): string | null {
  try {
    JSON.parse(text); // tells only whether it is JSON: it rounds numbers, and forgets how things are written
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A number in a value that no computer keeps, but for those in `given`: it would become Infinity, or 0. */
export function lostNumber(node: JsonNode, given: string): string | undefined {
  if (isContainer(node)) return node.children.map((child) => lostNumber(child, given)).find(Boolean);
  const isNew = node.kind === "number" && !given.includes(node.text);
  return isNew && isLost(node.text) ? node.text : undefined;
}

function isLost(digits: string): boolean {
  if (/^-?\d+$/.test(digits)) return false; // whole numbers have no limit in Python
  const value = Number(digits);
  return !Number.isFinite(value) || (value === 0 && /^[^e]*[1-9]/i.test(digits));
}

/** The text of the value that a name has; the last one where the name is there twice, as for Python. */
export function memberText(json: string, name: string): string | undefined {
  const value = lastValue(parseObject(json), name);
  return value && textOf(json, value);
}

/** `json` with the text of another value for a name; a new name comes last. */
export function setMember(json: string, name: string, text: string): string {
  const object = parseObject(json)!;
  const value = lastValue(object, name);
  if (value) return splice(json, value.start, value.end!, text);
  const last = object.children.at(-1);
  const end = last ? last.end! : object.start + 1;
  return splice(json, end, end, `${last ? ", " : ""}${JSON.stringify(name)}: ${text}`);
}

/** `json` without a name, wherever it is in the outermost object. */
export function removeMember(json: string, name: string): string {
  const { keys, children, start } = parseObject(json)!;
  const at = keys.indexOf(name);
  if (at < 0) return json;
  const { end } = children[at]!;
  const previous = children[at - 1];
  if (previous) return removeMember(splice(json, previous.end!, end!, ""), name);
  const space = /\s*/.exec(json.slice(start + 1))![0].length;
  const separator = /\s*(?:,\s*)?/.exec(json.slice(end!))![0].length;
  return removeMember(splice(json, start + 1 + space, end! + separator, ""), name);
}

function lastValue(object: Container | null, name: string): JsonNode | undefined {
  return object?.children[object.keys.lastIndexOf(name)];
}

function textOf(json: string, { start, end }: JsonNode): string {
  return json.slice(start, end!);
}

function splice(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}
