/** Feed a view in pieces, and what it then shows. */

import { MarkdownView } from "../../src/markdown/markdown-view";

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
