/** The grammar of Python. */

import { POP, words, type Grammar, type Rule, type State } from "./engine";
import { HASH_COMMENT, NUMBER, WORD } from "./shared";

const classify = words({
  keyword:
    "and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try type while with yield",
  literal: "True False None self cls NotImplemented Ellipsis",
  type: "int str float bool bytes list dict set tuple object frozenset complex",
});

const PREFIX = "(?:[rR][bB]|[bB][rR]|[rRbBuU])?";
const FORMAT = "(?:[fFtT][rR]?|[rR][fFtT])";

const code: Rule[] = [
  HASH_COMMENT,
  [new RegExp(`\\b${FORMAT}"""`), "string", "f3double"],
  [new RegExp(`\\b${FORMAT}'''`), "string", "f3single"],
  [new RegExp(`\\b${FORMAT}"`), "string", "fdouble"],
  [new RegExp(`\\b${FORMAT}'`), "string", "fsingle"],
  [new RegExp(`${PREFIX}"""`), "string", "double"],
  [new RegExp(`${PREFIX}'''`), "string", "single"],
  [new RegExp(`${PREFIX}"(?:\\\\.|[^"\\\\])*"?`), "string"],
  [new RegExp(`${PREFIX}'(?:\\\\.|[^'\\\\])*'?`), "string"],
  [/^\s*@[\w.]+/, "meta"],
  [/^\s*%%?\w+/, "meta"],
  [/(?<=\bdef\s+)\w+/, "function"],
  [/(?<=\bclass\s+)\w+/, "type"],
  NUMBER,
  [WORD, classify],
];

export const python: Grammar = {
  code: { rules: code },
  double: inside('"""'),
  single: inside("'''"),
  f3double: format('"""'),
  f3single: format("'''"),
  fdouble: { ...format('"'), inLine: true },
  fsingle: { ...format("'"), inLine: true },
  expression: { rules: [[/\}/, null, POP], [/\{/, null, "expression"], ...code], inLine: true },
};

function inside(end: string): State {
  return {
    rules: [
      [/\\./, "string"],
      [new RegExp(end), "string", POP],
    ],
    text: "string",
  };
}

function format(end: string): State {
  const rules: Rule[] = [[/\{\{|\}\}/, "string"], [/\{/, null, "expression"], ...inside(end).rules];
  return { rules, text: "string" };
}
