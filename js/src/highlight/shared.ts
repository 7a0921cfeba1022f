/** Rules that several grammars share. */

import type { Rule } from "./engine";

export const NUMBER: Rule = [
  /\b(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)\w*/,
  "number",
];
export const DOUBLE_QUOTED: Rule = [/"(?:\\.|[^"\\])*"?/, "string"];
export const SINGLE_QUOTED: Rule = [/'(?:\\.|[^'\\])*'?/, "string"];
export const HASH_COMMENT: Rule = [/#.*/, "comment"];
export const LINE_COMMENT: Rule = [/\/\/.*/, "comment"];
export const BLOCK_COMMENT: Rule = [/\/\*/, "comment", "comment"];
export const WORD = /[A-Za-z_$][\w$]*/;

/** The state inside a comment that starts with slash and star. */
export const COMMENT = { rules: [[/\*\//, "comment", ""]] satisfies Rule[], text: "comment" as const };
