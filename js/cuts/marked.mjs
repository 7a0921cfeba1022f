/**
 * marked cut down to what we use of it: a lexer of GitHub Markdown to which HTML is text.
 *
 * Its renderer, its other dialects and its rules for HTML are left out. A cut that no longer finds what it cuts
 * stops the build, as another version of marked would; a test holds the tokens equal to marked's own.
 */

import { cut } from "./cut.mjs";

/** Rules that are tried one after the other, and whose token is dealt with in the same way, as one condition. */
function joined(tried, token, _, then) {
  const calls = [...tried.matchAll(/=(this\.tokenizer\.\w+\([\w,]+\))/g)].map(([, call]) => call);
  return `if(${token}=${calls.join("||")})${then}`;
}

/* Written once in marked's place of several times; `g`, `V` and `J` are its own: a rule of parts, `hr` and `html`. */

/** The rule of what a blank line, or the begin of another block, ends. */
function interrupted(rule, list, word, instead) {
  return g(rule)
    .replace("hr", V)
    .replace("heading", " {0,3}#{1,6}(?:\\s|$)")
    .replace("|lheading", "")
    .replace(word, instead)
    .replace("blockquote", " {0,3}>")
    .replace("fences", " {0,3}(?:`{3,}(?=[^`\\n]*(?:\\n|$))|~~~)[^\\n]*(?:\\n|$)")
    .replace("list", list)
    .replace("html", J)
    .getRegex();
}

/** The rule of where emphasis by the sign `s` may end, in a run of `r`. */
function rightEnd(s, r, first, last, punct, punctSpace, notPunctSpace) {
  return g(
    `${first}[^${s}]+(?=[^${s}])|(?!${s})punct(${r})(?=[\\s]|$)|notPunctSpace(${r})(?!${s})(?=punctSpace|$)|(?!${s})punctSpace(${r})(?=notPunctSpace)|[\\s](${r})(?!${s})(?=punct)|(?!${s})punct(${r})(?!${s})(?=punct)${last}`,
    "gu",
  )
    .replace(/notPunctSpace/g, notPunctSpace)
    .replace(/punctSpace/g, punctSpace)
    .replace(/punct/g, punct)
    .getRegex();
}

/** What is found, and what stands there instead, in the order in which it is done. */
const CUTS = [
  // All that follows the lexer makes HTML.
  [
    /var \w+=class\{options;parser;constructor[^]*$/,
    () => `${interrupted}${rightEnd}export{w as Lexer,_ as Tokenizer};`,
  ],
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
  // Numbers of characters are for the view to resolve; nothing is escaped where HTML is text.
  [/text:n\?t\[0\]:De\(t\[0\]\),escaped:n\}/, "text:t[0]}"],
  ["let n=this.lexer.state.inRawBlock;return", "return"],
  [/var vt=\{"&":[^]*?(?=function be\()/, ""],
  [/,\w=n\.state\.inRawBlock(?=;)/, ""],
  [/n\.state\.inRawBlock=\w;return/, "return"],
  [/inRawBlock:!1,/, ""],
  [/&&!k\.escaped/g, ""],
  [/,escaped:!1/g, ""],
  // The text in blocks is lexed when it is drawn, not in a queue.
  [/tokens:this\.lexer\.inline\(\w+(?:\[\w\]){0,1}\)/g, "tokens:[]"],
  [/inline\(e,t=\[\]\)\{[^}]*\}\),t\}/, ""],
  [/this\.inlineQueue=\[\],/, ""],
  [/,this\.inlineQueue\.at\(-1\)\.src=u\.text/g, ""],
  [/,this\.inlineQueue\.pop\(\)/g, ""],
  [/\w\.push\(this\.lexer\.inlineQueue\.length\),/, ""],
  [/let m=this\.lexer\.inlineQueue;for\([^]*?break\}/, ""],
  // There is one tokenizer, which overrides none of the rules that are asked about.
  [
    "this.options.tokenizer=this.options.tokenizer||new _,this.tokenizer=this.options.tokenizer,",
    "this.tokenizer=e.tokenizer,",
  ],
  ["this.tokenizer.options=this.options,", ""],
  [
    /\|\|this\.tokenizer\.emStrong!==\w+\.prototype\.emStrong\|\|this\.tokenizer\.del!==\w+\.prototype\.del/,
    "",
  ],
  ["true&&!false&&this.tokenizer.paragraph===_.prototype.paragraph", "true"],
  [/,this\.rules(?=[,)])/g, ""],
  // Browsers that have our syntax can look behind.
  [/_e=\(\(l=""\)=>\{.*?\}\)\(\),/, "_e=true,"],
  // What is written several times is written once.
  [
    /if\((\w)=(this\.tokenizer\.\w+\([\w,]+\))\)(\{[^{}]*continue\})(?:if\(\1=this\.tokenizer\.\w+\([\w,]+\)\)\3)+/g,
    joined,
  ],
  [
    /if\(a==="\*"\|\|a==="_"\)\{let u=t\.length-e\.length;if\((oe\(this\.tokenizer,t,a\))(<=u\)[^]*?)\}else if\(a==="~"\)\{[^]*?(ae\(this\.tokenizer,t\))[^]*?continue\}\}/,
    'if("*_~".includes(a)){let u=t.length-e.length;if((a==="~"?$3:$1)$2}',
  ],
  [/Ce=l=>g\(de\).*?(?=Ye=)/, ""],
  [/(?<=Ye=)Ce\((.*?)\)(?=,et=)/, 'interrupted(de,$1,"|table","")'],
  [
    /(?<=Pe=)g\((".*?")\)\.replace\("hr",V\)[^]*?\.replace\("code",(".*?")\)[^]*?\.replace\("list",(".*?")\)[^]*?getRegex\(\)(?=,tt=)/,
    'interrupted($1,$3,"code",$2)',
  ],
  [
    /g\(de\)\.replace\("hr",V\)[^]*?\.replace\("list",(".*?")\)[^]*?getRegex\(\)(?=\},rt=)/,
    'interrupted(de,$1,"table",Pe)',
  ],
  [
    /ze="[^]*?(?=,mt=)/,
    () =>
      String.raw`ft=rightEnd("\\*","\\*+","^[^_*]*?__[^_*]*?\\*[^_*]*?(?=__)|","|notPunctSpace(\\*+)(?=notPunctSpace)",Ae,lt,ut)`,
  ],
  [
    /(?<=bt=)g\([^]*?getRegex\(\)/,
    () => String.raw`rightEnd("_","_+","^[^_*]*?\\*\\*[^_*]*?_[^_*]*?(?=\\*\\*)|","",L,N,Y)`,
  ],
  [
    /(?<=Pt=)g\([^]*?getRegex\(\)/,
    () => 'rightEnd("~","~~?","^","|notPunctSpace(~~?)(?=notPunctSpace)",L,N,Y)',
  ],
  [/\.substring\(/g, ".slice("],
  // The rules that are left, by the shortest way.
  [/(?:this\.rules|t)\.other\./g, "O."],
  [/this\.rules\.block\./g, "tt."],
  [/(?:this\.rules|this\.tokenizer\.rules|[en])\.inline\./g, "pe."],
  [/this\.tokenizer\.rules\.inline/g, "pe"],
  ["let{blockSkip:t,tag:n,autolink:r}=pe,", "let t=pe.blockSkip,n=pe.tag,r=pe.autolink,"],
];

/** Names of rules and of the lexer's own state, which nobody outside asks for. */
const INNER =
  /^(?:emStrong[LR]Delim\w*|del[LR]Delim|anyPunctuation\w*|blockSkip|reflinkSearch|nolink|_backpedal|lheading|inlineQueue|inRawBlock|link(?:Emitted|ParenPossible|InText)|lastPossible\w+|maskedSrc|infiniteLoopError|getRegex)$/;

/** The module of the lexer and the tokenizer alone, from the source of marked. */
export function lexerOf(source) {
  const lexer = cut(source, CUTS);
  const blocks = inVariables(lexer, "tt", "},rt=", ["lheading", "table", "paragraph"]);
  const ends = ["emStrongRDelimAst", "emStrongLDelim", "delLDelim", "delRDelim"];
  const inline = inVariables(blocks, "pe", "};function", [...ends, "url", "_backpedal", "del", "text"]);
  const [others] = inline.match(/O=\{[^]*?\}(?=,Ge=)/);
  const names = [...others.matchAll(/(?<=[{,])(\w{5,}):(?=\/|D\(|l=>)/g)].map(([, name]) => name);
  return inVariables(inline, "O", "},Ge=", names);
}

/**
 * `text` with the rules called `own` of an object as variables, of which the build drops those that nobody asks
 * for; the others are those of the object that it spreads. What follows the object begins with `end`.
 */
function inVariables(text, object, end, own) {
  const begin = text.indexOf(`${object}={`);
  const stop = text.indexOf(end, begin);
  const [, base, body] = /^\w+=\{(?:\.\.\.(\w+),)?([^]*)$/.exec(text.slice(begin, stop));
  const spread = new RegExp(`(?<=[\\s,])${base}=\\{([^{}]*)\\},`);
  const inherited = new Map(
    [...(text.match(spread)?.[1] ?? "").matchAll(/(\w+):(\w+)/g)].map((rule) => rule.slice(1)),
  );
  const variables = own.reduce((rules, name) => {
    if (!rules.includes(`,${name}:`))
      throw new Error(`This is not the marked that the build knows: no rule ${name}.`);
    return rules.replace(`,${name}:`, () => `,${object}_${name}=`);
  }, `,${body}`);
  return `${text.slice(0, begin)}${variables.slice(1)}${text.slice(stop + 1)}`
    .replace(spread, "")
    .replace(new RegExp(`\\b${object}\\.(\\w+)`, "g"), (_, name) =>
      own.includes(name) ? `${object}_${name}` : inherited.get(name),
    );
}
