/** The nodes of inline tokens, by an allow-list. What is not on it is shown as it was written. */

import type { Token, Tokens } from "marked";
import { element } from "../dom/element";
import { textNode } from "../dom/visible-text";
import type { Context } from "./context";
import { decodeEntities } from "./entities";
import { imageChip } from "./image";
import { linkAddress } from "./links";
import type { FootnoteReference } from "./footnote-syntax";
import type { MathToken } from "./formula-syntax";
import { textChunks } from "./text-chunks";

/** Longer text in one block (a paragraph, a cell) is shown without formatting. */
const MAX_TEXT = 20_000;

/** The nodes of `text`, lexed as inline Markdown. */
export function inlineNodes(text: string, context: Context): Node[] {
  if (text.length > MAX_TEXT) return textChunks(decodeEntities(text));
  return nodesOf(context.inline(text), context);
}

function nodesOf(tokens: Token[] | undefined, context: Context): Node[] {
  const nodes: Node[] = [];
  for (const token of tokens ?? []) append(nodes, nodeOf(token, context));
  return nodes;
}

// Neighbouring texts become one node, so that a growing paragraph is patched in place.
function append(nodes: Node[], node: Node): void {
  const last = nodes.at(-1);
  if (last instanceof Text && node instanceof Text) last.appendData(node.data);
  else nodes.push(node);
}

function nodeOf(token: Token, context: Context): Node {
  switch (token.type) {
    case "text":
      return textNode(decodeEntities((token as Tokens.Text).text));
    case "escape":
      return textNode((token as Tokens.Escape).text);
    case "strong":
    case "em":
    case "del":
      return element(token.type, {}, ...nodesOf(token.tokens, context));
    case "codespan":
      return element("code", { class: "agw-code-span", dir: "ltr" }, (token as Tokens.Codespan).text);
    case "br":
      return element("br");
    case "link":
      return link(token as Tokens.Link, context);
    case "image":
      return imageChip(token as Tokens.Image, plainText(token.tokens), context.shownImages);
    case "math":
      return context.math.node(token as unknown as MathToken);
    case "footnote_reference":
      return context.footnotes.mark(token as unknown as FootnoteReference);
    default:
      return textNode(token.raw);
  }
}

/** The words of an image's description, which has no place for marks. */
function plainText(tokens: Token[] = []): string {
  const text = (token: Token): string => {
    if (token.type === "escape" || token.type === "codespan") return (token as Tokens.Escape).text;
    return "tokens" in token && token.tokens ? plainText(token.tokens) : decodeEntities(token.raw);
  };
  return tokens.map(text).join("");
}

function link(token: Tokens.Link, context: Context): Node {
  const children = nodesOf(token.tokens, context);
  // A browser would take a backslash for a slash.
  const href = decodeEntities(token.href).replaceAll("\\", "%5C");
  // The address of a link that is still being written is empty: it already looks like one.
  if (href === "") return element("span", { class: "agw-link" }, ...children);
  const address = linkAddress(href);
  if (address === null) return element("span", {}, ...children);
  const attributes = { class: "agw-link", role: "link", tabindex: "0", href: address, title: address };
  return element("a", { ...attributes, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
