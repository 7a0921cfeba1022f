/** The arguments of a tool call as pairs for one line, also while the model still writes them. */

import { headOf } from "../dom/visible-text";
import { isContainer, JsonParser, type Container, type JsonNode } from "./parser";

export interface Pair {
  name: string;
  value: string;
}

/** So many characters are read. */
const HEAD_LENGTH = 1200;

/**
 * The `name: value` pairs at the head of a JSON object; a half-written pair counts. Null: it is no object, or
 * not JSON.
 */
export function argumentPairs(json: string): Pair[] | null {
  const parser = new JsonParser();
  parser.push(json.slice(0, HEAD_LENGTH));
  const { root, failed, awaitedKey } = parser;
  if (!root && !failed) return [];
  if (failed || root?.kind !== "object") return null;
  const pairs = pairsOf(root);
  if (awaitedKey !== null) pairs.push({ name: awaitedKey, value: "" });
  return pairs.map(({ name, value }) => ({ name: onOneLine(name), value: onOneLine(value) }));
}

function pairsOf({ keys, children }: Container): Pair[] {
  return children.map((child, at) => ({ name: keys[at] ?? "", value: shown(child) }));
}

/** As JSON, but with escapes resolved: the quotes tell a text from a number. */
function shown(node: JsonNode): string {
  const isOpen = node.end === null;
  if (node.kind === "string") return `"${node.text}${isOpen ? "" : '"'}`;
  if (!isContainer(node)) return node.text;
  const values = node.children.map(shown);
  if (node.kind === "array") return `[${values.join(", ")}${isOpen ? "" : "]"}`;
  const members = values.map((value, at) => `"${node.keys[at]}": ${value}`);
  return `{${members.join(", ")}${isOpen ? "" : "}"}`;
}

/** Line ends shown as spaces, without half a character where the text was cut. */
function onOneLine(text: string): string {
  return headOf(text).replace(/\s+/g, " ").trim();
}
