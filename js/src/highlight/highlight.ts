/** The highlighter of a language, by its name. */

import { textNode } from "../dom/visible-text";
import { cFamily } from "./c-family";
import { diff, json, toml, yaml } from "./data";
import { GrammarHighlighter, type Grammar, type Highlighter } from "./engine";
import { javascript } from "./javascript";
import { python } from "./python";
import { script, shell } from "./scripts";
import { sql } from "./sql";
import { css, html, markdown } from "./web";

export type { Highlighter } from "./engine";

const LANGUAGES: [Grammar, string][] = [
  [python, "python py python3 ipython pycon"],
  [javascript, "javascript js jsx mjs cjs typescript ts tsx"],
  [json, "json jsonc json5 jsonl"],
  [shell, "bash sh shell zsh console shell-session"],
  [sql, "sql sqlite postgresql postgres mysql"],
  [markdown, "markdown md"],
  [html, "html xml svg vue svelte xhtml"],
  [css, "css scss less"],
  [yaml, "yaml yml"],
  [toml, "toml ini cfg"],
  [diff, "diff patch"],
  [cFamily, "c cpp c++ h hpp cs csharp go golang java kotlin kt rust rs swift scala php dart"],
  [script, "ruby rb r perl lua julia dockerfile makefile powershell"],
];
const BY_NAME = new Map(
  LANGUAGES.flatMap(([grammar, names]) => names.split(" ").map((name) => [name, grammar])),
);

/** What highlights the lines of a language, one after another; null for an unknown one. */
export function highlighter(language: string): Highlighter | null {
  const grammar = BY_NAME.get(language.toLowerCase());
  return grammar ? new GrammarHighlighter(grammar) : null;
}

/** The nodes of `code`, highlighted. */
export function highlight(code: string, language: string): Node[] {
  const lines = highlighter(language);
  if (!lines) return [textNode(code)];
  return code
    .split("\n")
    .flatMap((line, index) => [...(index > 0 ? [textNode("\n")] : []), ...lines.line(line)]);
}
