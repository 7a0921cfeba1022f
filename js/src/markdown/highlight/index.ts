/** Highlighting by lines. */

import { textNode } from "../text";

export interface Highlighter {
  line(text: string): Node[];
}

export function languageName(language: string): string {
  return language.toLowerCase();
}

export function highlighter(_language: string): Highlighter {
  return { line: (text) => (text ? [textNode(text)] : []) };
}

export function highlight(code: string, language: string): Node[] {
  const lines = highlighter(language);
  return code.split("\n").flatMap((line, index) => [...(index ? [textNode("\n")] : []), ...lines.line(line)]);
}
