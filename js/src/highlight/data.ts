/** Grammars of data and settings: JSON, YAML, TOML and INI, diffs. */

import { words, type Grammar } from "./engine";
import {
  BLOCK_COMMENT,
  COMMENT,
  DOUBLE_QUOTED,
  HASH_COMMENT,
  LINE_COMMENT,
  NUMBER,
  SINGLE_QUOTED,
} from "./shared";

const literal = words({ literal: "true false null" }, false);
const NEGATIVE = /-?\b\d[\d_.]*(?:[eE][+-]?\d+)?\b/;

export const json: Grammar = {
  code: {
    rules: [
      [/"(?:\\.|[^"\\])*"(?=\s*:)/, "name"],
      DOUBLE_QUOTED,
      LINE_COMMENT,
      BLOCK_COMMENT,
      [NEGATIVE, "number"],
      [/[a-z]+/, literal],
    ],
  },
  comment: COMMENT,
};

export const yaml: Grammar = {
  code: {
    rules: [
      [/(?<=^|\s)#.*/, "comment"],
      [/^(?:---|\.\.\.)\s*$/, "meta"],
      [/"[^"]*"(?=\s*:(?:\s|$))|[\w.$/][\w.$/ -]*(?=:(?:\s|$))/, "name"],
      DOUBLE_QUOTED,
      [/(?<=[\s[{,:-])'(?:''|[^'])*'?/, "string"],
      [/(?<=^|[\s[,])[&*!][\w!./-]+/, "meta"],
      [/(?<=[:\s[,-])-?\d[\d_.]*(?:[eE][+-]?\d+)?(?=\s*(?:$|[,\]}#]))/, "number"],
      [/(?<=[:\s[,-])(?:true|false|null|yes|no|on|off|~)(?=\s*(?:$|[,\]}#]))/, "literal"],
    ],
  },
};

export const toml: Grammar = {
  code: {
    rules: [
      HASH_COMMENT,
      [/^\s*;.*/, "comment"],
      [/^\s*\[.*\]/, "type"],
      [/[\w."-]+(?=\s*=)/, "name"],
      DOUBLE_QUOTED,
      SINGLE_QUOTED,
      NUMBER,
      [/\b(?:true|false)\b/, "literal"],
    ],
  },
};

export const diff: Grammar = {
  code: {
    rules: [
      [/^(?:diff|index|---|\+\+\+|@@).*/, "meta"],
      [/^\+.*/, "added"],
      [/^-.*/, "removed"],
    ],
  },
};
