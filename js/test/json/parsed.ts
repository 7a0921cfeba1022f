/** JSON read in pieces, and the value of what was read. */

import { isContainer, JsonParser, type JsonNode } from "../../src/json/parser";

export function parsed(pieces: string[]): JsonParser {
  const parser = new JsonParser();
  for (const piece of pieces) parser.push(piece);
  return parser;
}

export function value(node: JsonNode | null): unknown {
  if (!node) return undefined;
  if (node.kind === "array") return node.children.map(value);
  if (isContainer(node))
    return Object.fromEntries(node.keys.map((key, at) => [key, value(node.children[at] ?? null)]));
  return node.kind === "string" ? node.text : JSON.parse(node.text);
}
