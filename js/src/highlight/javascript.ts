/** The grammar of JavaScript and TypeScript. */

import { POP, words, type Grammar, type Rule } from "./engine";
import { BLOCK_COMMENT, COMMENT, DOUBLE_QUOTED, LINE_COMMENT, NUMBER, SINGLE_QUOTED, WORD } from "./shared";

const classify = words({
  keyword:
    "abstract as async await break case catch class const continue debugger declare default delete do else enum export extends finally for from function get if implements import in infer instanceof interface is keyof let namespace new of private protected public readonly return satisfies set static super switch throw try type typeof var void while with yield",
  literal: "true false null undefined NaN Infinity this",
  type: "any bigint boolean never number object string symbol unknown",
});

const code: Rule[] = [
  LINE_COMMENT,
  BLOCK_COMMENT,
  [/`/, "string", "template"],
  DOUBLE_QUOTED,
  SINGLE_QUOTED,
  // A slash is a regular expression only where a value may stand.
  [
    /(?<=(?:^|[=(:,[!&|?{};+\-*%~^<>]|\breturn)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+\/[a-z]*/,
    "string",
  ],
  [/(?<=\bfunction\s*\*?\s*)[\w$]+/, "function"],
  [/(?<=\b(?:class|interface|type|enum|extends|implements)\s+)[\w$]+/, "type"],
  [/@[\w$.]+/, "meta"],
  NUMBER,
  [WORD, classify],
];

export const javascript: Grammar = {
  code: { rules: code },
  comment: COMMENT,
  template: {
    rules: [
      [/\\./, "string"],
      [/\$\{/, "meta", "expression"],
      [/`/, "string", POP],
    ],
    text: "string",
  },
  expression: { rules: [[/\}/, "meta", POP], [/\{/, null, "braces"], ...code] },
  braces: { rules: [[/\}/, null, POP], [/\{/, null, "braces"], ...code] },
};
