/** Grammars of HTML and XML with styles and scripts inside, of CSS and of Markdown. */

import { POP, type Grammar, type Rule } from "./engine";
import { javascript } from "./javascript";
import { BLOCK_COMMENT, COMMENT, DOUBLE_QUOTED, LINE_COMMENT, SINGLE_QUOTED } from "./shared";

const value: Rule[] = [
  BLOCK_COMMENT,
  LINE_COMMENT,
  DOUBLE_QUOTED,
  SINGLE_QUOTED,
  [/#[\da-fA-F]{3,8}\b|-?(?:\d*\.)?\d+(?:%|[a-z]+)?/, "number"],
  [/!important\b/, "keyword"],
  [/--[\w-]+/, "name"],
  [/[\w-]+(?=\()/, "function"],
  [/\{/, null, "block"],
];

export const css: Grammar = {
  code: {
    rules: [
      BLOCK_COMMENT,
      LINE_COMMENT,
      DOUBLE_QUOTED,
      SINGLE_QUOTED,
      [/@[\w-]+/, "keyword"],
      [/::?[\w-]+/, "meta"],
      [/[.#][\w-]+|\b[a-z][\w-]*/, "type"],
      [/\{/, null, "block"],
    ],
  },
  block: {
    rules: [
      [/\}/, null, POP],
      [/@[\w-]+/, "keyword"],
      [/[&.:#][\w:.#\s>&-]*(?=\{)/, "type"],
      [/[\w-]+(?=\s*:)/, "name"],
      ...value,
    ],
  },
  comment: COMMENT,
};

const markup: Rule[] = [
  [/<!--/, "comment", "remark"],
  [/<[!?][^>]*>?/, "meta"],
  [/<script\b/, "keyword", "scriptTag"],
  [/<style\b/, "keyword", "styleTag"],
  [/<\/?[A-Za-z][\w:.-]*/, "keyword", "tag"],
  [/&[#\w]+;/, "literal"],
];
const attributes: Rule[] = [
  [/[^\s=>"'/]+(?=\s*=)/, "name"],
  [/"/, "string", "double"],
  [/'/, "string", "single"],
  [/[^\s=>"'/]+/, "name"],
];

export const html: Grammar = {
  code: { rules: markup },
  tag: { rules: [[/\/?>/, "keyword", POP], ...attributes] },
  scriptTag: { rules: [[/\/>/, "keyword", POP], [/>/, "keyword", "script"], ...attributes] },
  styleTag: { rules: [[/>/, "keyword", "style"], ...attributes] },
  script: { rules: [[/<\/script\s*>?/, "keyword", "code"], ...(javascript["code"]?.rules ?? [])] },
  style: { rules: [[/<\/style\s*>?/, "keyword", "code"], ...(css["code"]?.rules ?? [])] },
  block: { rules: [[/<\/style\s*>?/, "keyword", "code"], ...(css["block"]?.rules ?? [])] },
  remark: { rules: [[/-->/, "comment", POP]], text: "comment" },
  double: { rules: [[/"/, "string", POP]], text: "string" },
  single: { rules: [[/'/, "string", POP]], text: "string" },
  comment: COMMENT,
  template: javascript["template"] ?? { rules: [] },
  expression: javascript["expression"] ?? { rules: [] },
  braces: javascript["braces"] ?? { rules: [] },
};

export const markdown: Grammar = {
  code: {
    rules: [
      [/^\s*(?:```|~~~).*/, "meta", "fence"],
      [/^#{1,6}\s.*/, "keyword"],
      [/^\s*>.*/, "comment"],
      [/^\s*(?:[-*+]|\d+[.)])(?=\s)/, "meta"],
      [/`[^`]+`/, "string"],
      [/\*\*[^*]+\*\*|__[^_]+__/, "type"],
      [/!?\[[^\]]*\]\([^)]*\)/, "name"],
      [/<[^>\s][^>]*>|https?:\/\/\S+/, "name"],
    ],
  },
  fence: { rules: [[/^\s*(?:```|~~~)\s*$/, "meta", POP]], text: "string" },
};
