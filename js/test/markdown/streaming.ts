/** Feed a view in pieces, and what it then shows. */

import { MarkdownView, type MarkdownOptions } from "../../src/markdown/markdown-view";

export function streamed(pieces: string[]): string {
  const el = document.createElement("div");
  const view = new MarkdownView(el);
  for (const piece of pieces) view.append(piece);
  view.finish();
  const html = el.innerHTML;
  view.destroy();
  return html;
}

export function nodesIn(el: Node): Node[] {
  return [...el.childNodes].flatMap((node) => [node, ...nodesIn(node)]);
}

/** Whether `found` are the very nodes `before`: `toEqual` would take a copy for the same. */
export function areSame(found: readonly Node[], before: readonly Node[]): boolean {
  return found.length === before.length && found.every((node, at) => node === before[at]);
}

/** A view on the page that shows `text`, which is still being written. */
export function growing(
  text: string,
  options: MarkdownOptions = {},
): { el: HTMLElement; view: MarkdownView } {
  const el = document.createElement("div");
  document.body.append(el);
  const view = new MarkdownView(el, options);
  view.append(text);
  return { el, view };
}

/** An element on the page that shows `text`, which is complete. */
export function shown(text: string, options: MarkdownOptions = {}): HTMLElement {
  const { el, view } = growing(text, options);
  view.finish();
  return el;
}

/** `text` cut in two at every place. */
export function cuts(text: string): [string, string][] {
  return Array.from({ length: text.length + 1 }, (_, at) => [text.slice(0, at), text.slice(at)]);
}

/** Elements that are there for the browser or for looks alone. */
const TRANSPARENT =
  /agw-(?:chunk|code|code-chunk|table-box|table-chunk|hl-\w+|text-chunk(?:-inline)?)(?= |$)/;
const EMPTY = new Set(["br", "hr", "img"]);

/** What `el` shows as plain markup: no attributes, nothing that is there for the browser alone. */
export function markup(el: Node): string {
  return [...el.childNodes].map(nodeMarkup).join("");
}

function nodeMarkup(node: Node): string {
  if (!(node instanceof HTMLElement)) return node.textContent ?? "";
  if (node instanceof HTMLInputElement) return node.checked ? "[x]" : "[ ]";
  if (node.className === "agw-code-head") return "";
  const inner = markup(node);
  if (TRANSPARENT.test(node.className)) return inner;
  if (node.classList.contains("agw-math")) return `<math>${node.textContent}</math>`;
  const name = node.classList.contains("agw-link") ? "a" : node.localName;
  return EMPTY.has(name) ? `<${name}>` : `<${name}>${inner}</${name}>`;
}
