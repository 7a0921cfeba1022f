/** What is highlighted in code: each piece as `kind:text`, plain text left out. */

import { highlight, highlighter } from "../../src/highlight/highlight";

/** A case of a table: what it is about, the code, and its pieces. */
export type Case = [what: string, code: string, pieces: string[]];

/** A case of several lines: the code and the pieces of each line. */
export type LineCase = [what: string, lines: [code: string, pieces: string[]][]];

export function kinds(language: string, code: string): string[] {
  return pieces(highlight(code, language));
}

/** The pieces of each of `lines`, which are read one after another. */
export function kindsOfLines(language: string, lines: string[]): string[][] {
  const reader = highlighter(language)!;
  return lines.map((line) => pieces(reader.line(line)));
}

export function pieces(nodes: Node[]): string[] {
  return nodes
    .filter((node) => node instanceof HTMLElement)
    .map((node) => `${node.className.replace("agw-hl-", "")}:${node.textContent}`);
}

export function textOf(nodes: Node[]): string {
  return nodes.map(({ textContent }) => textContent).join("");
}
