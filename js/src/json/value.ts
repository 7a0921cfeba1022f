/** What a JSON text is in JavaScript. */

import { isContainer, type JsonNode } from "./parser";

/** The value of a node; a whole number that JavaScript would round, such as a long id, is its digits as text. */
export function valueOf(node: JsonNode): unknown {
  if (node.kind === "string") return node.text;
  if (!isContainer(node)) return isRounded(node.text) ? node.text : JSON.parse(node.text);
  const values = node.children.map(valueOf);
  return node.kind === "array"
    ? values
    : Object.fromEntries(values.map((value, at) => [node.keys[at], value]));
}

function isRounded(text: string): boolean {
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text));
}
