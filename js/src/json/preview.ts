/** The preview of a collapsed object or array, in a few words. */

import { headOf } from "../dom/visible-text";
import { isContainer, type Container, type JsonNode } from "./parser";
import * as strings from "./strings";

const MAX_PARTS = 4;
const MAX_TEXT = 24;

/** `3 items`, or the first simple values of an object. */
export function preview(node: Container): string {
  const { kind, keys, children, end } = node;
  if (children.length === 0 && end === null) return "…";
  if (children.length === 0) return kind === "object" ? "{}" : "[]";
  if (kind === "array") return strings.items(children.length);
  const parts = children
    .slice(0, MAX_PARTS)
    .map((child, index) => `${clip(keys[index] ?? "")}: ${brief(child)}`);
  return parts.join(", ") + (children.length > MAX_PARTS ? ", …" : "");
}

function brief(node: JsonNode): string {
  if (!isContainer(node)) return clip(node.text);
  if (node.kind === "array") return `[${node.children.length || ""}]`;
  return node.children.length > 0 ? "{…}" : "{}";
}

function clip(text: string): string {
  return text.length > MAX_TEXT ? `${headOf(text, MAX_TEXT)}…` : text;
}
