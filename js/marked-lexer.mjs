/**
 * marked cut down to what we use of it: a lexer of GitHub Markdown to which HTML is text.
 *
 * Its renderer, its other dialects and its rules for HTML are left out. A cut that no longer finds what it cuts
 * stops the build, as another version of marked would; a test holds the tokens equal to marked's own.
 */

import { transformSync } from "esbuild";
import { readFile } from "node:fs/promises";

/** What is found, and what stands there instead, in the order in which it is done. */
const CUTS = [
  // All that follows the lexer makes HTML.
  [/var \w+=class\{options;parser;constructor[^]*$/, "export{w as Lexer,_ as Tokenizer};"],
  // Options: ours are always given, and none of these is ever another.
  [/function G\(\)\{[^]*?function ue\(l\)\{S=l\}/, ""],
  [/this\.options=e\|\|S/g, "this.options=e"],
  [/this\.options\.(?:pedantic|silent)/g, "false"],
  [/this\.options\.gfm/g, "true"],
  [/this\.options\.hooks\?\.emStrongMask(?=\|\|)/, "false"],
  [/this\.options\.hooks\?\.emStrongMask\?\.call\(\{lexer:this\},t\)\?\?t/, "t"],
  [/this\.options\.extensions\?\.startInline/, "false"],
  // The other dialects, the rules that only they have, and those that ours replaces.
  [/nt=\{\.\.\.fe,html:[^]*?\},(?=rt=)/, ""],
  [/Dt=\{\.\.\.me,[^]*?\},(?=pe=)/, ""],
  [/,qt=\{\.\.\.pe,[^]*?\},ee=\{[^}]*\},F=\{[^}]*\}/, ""],
  [/html:Ve,lheading:Le,/, ""],
  [/paragraph:Je,table:q,/, ""],
  [/emStrongLDelim:ct,emStrongRDelimAst:kt,/, ""],
  [/text:it,url:q/, "url:q"],
  ...["Le", "Ve", "ct", "gt", "kt", "xt", "Tt"].map((name) => [
    new RegExp(`(?<=[,;\\s])${name}=g\\([^]*?\\.getRegex\\(\\),`),
    "",
  ]),
  [/Je=Ce\(.*?\),(?=Ye=)/, ""],
  [/let t=\{other:O,block:[^]*?this\.tokenizer\.rules=t\}/, "}"],
  [/static get rules\(\)\{[^]*?(?=blockTokens\(e,t=\[\])/, ""],
  // HTML is text.
  [/html\(e\)\{let t=[^]*?(?=def\(e\)\{let t)/, ""],
  [/if\(a=this\.tokenizer\.html\(e\)\)\{[^}]*\}/, ""],
  [/tag\(e\)\{if\([^]*?(?=link\(e\)\{if)/, ""],
  // The rules that are left, by the shortest way.
  [/(?:this\.rules|t)\.other\./g, "O."],
  [/this\.rules\.block\./g, "tt."],
  [/(?:this\.rules|this\.tokenizer\.rules|[en])\.inline\./g, "pe."],
  [/this\.tokenizer\.rules\.inline/g, "pe"],
];

/** Names of rules and of the lexer's own state, which nobody outside asks for. */
const INNER =
  /^(?:emStrong[LR]Delim\w*|del[LR]Delim|anyPunctuation\w*|blockSkip|reflinkSearch|nolink|_backpedal|lheading|inlineQueue|inRawBlock|link(?:Emitted|ParenPossible|InText)|lastPossible\w+|maskedSrc|infiniteLoopError|getRegex)$/;

/** The module of the lexer and the tokenizer alone, from the source of marked. */
export function lexerOf(source) {
  const cut = CUTS.reduce((text, [found, instead]) => {
    if (text.search(found) < 0) throw new Error(`This is not the marked that the build knows: no ${found}.`);
    return text.replace(found, instead);
  }, source);
  const [other] = cut.match(/(?<=,O=\{)[^]*?\},(?=Ge=)/);
  const rules = [...`,${other}`.matchAll(/(?<=[{,])(\w{6,}):(?=\/|D\(|l=>)/g)].map(([, name]) => name);
  const used = rules.reduce(
    (text, name) => (text.includes(`O.${name}`) ? text : withoutRule(text, name)),
    cut,
  );
  const names = new RegExp(`${INNER.source}|^(?:${rules.join("|")})$`);
  return transformSync(used, { mangleProps: names, minify: true, target: "es2022", charset: "utf8" }).code;
}

/** `text` without the regular expression called `name`. */
function withoutRule(text, name) {
  return text.replace(
    new RegExp(String.raw`(?<=[{,])${name}:/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\[\\])+/\w*,`),
    "",
  );
}

/** Lets esbuild take marked's lexer for marked. */
export const markedLexer = {
  name: "marked-lexer",
  setup(build) {
    build.onLoad({ filter: /marked\/lib\/marked\.esm\.js$/ }, async ({ path }) => ({
      contents: lexerOf(await readFile(path, "utf8")),
    }));
  },
};
