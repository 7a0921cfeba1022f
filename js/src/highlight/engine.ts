/**
 * The engine of highlighting by a grammar: each line is read once, and the state at its end goes on to the
 * next.
 */

import { element } from "../dom/element";
import { textNode, visibleText } from "../dom/visible-text";

/** What a piece of code is; also the end of its class name. */
export type Kind =
  | "keyword"
  | "literal"
  | "string"
  | "number"
  | "comment"
  | "function"
  | "type"
  | "name"
  | "meta"
  | "added"
  | "removed"
  | null;

/** Decides what a word is, from the word and what follows it. */
export type Classify = (word: string, rest: string) => Kind;

/** A pattern (without groups of its own), what it is, and the state it leads to: a name, or `POP`. */
export type Rule = [pattern: RegExp, kind: Kind | Classify, move?: string];
export const POP = "";

export interface State {
  rules: Rule[];
  /** What text is that no rule matches. */
  text?: Kind;
  /** Whether the end of a line ends it. */
  inLine?: boolean;
}

/** The states of a language; the first is where code begins. */
export type Grammar = Record<string, State>;

interface Compiled extends State {
  pattern: RegExp;
}

/** Longer lines are data, not code to read: they stay plain. */
const MAX_LINE = 4_000;
const MAX_STATES = 40;

export interface Highlighter {
  /** The nodes of the next line. */
  line(text: string): Node[];
  /** The nodes of a line that is still being written. */
  partial(text: string): Node[];
}

export class GrammarHighlighter implements Highlighter {
  #states: Map<string, Compiled>;
  #stack: string[];

  constructor(grammar: Grammar) {
    this.#states = compiled(grammar);
    this.#stack = [Object.keys(grammar)[0] ?? ""];
  }

  line(text: string): Node[] {
    const nodes = text.length > MAX_LINE ? [textNode(text)] : this.#read(text);
    while (this.#stack.length > 1 && this.#state.inLine) this.#stack.pop();
    return nodes;
  }

  partial(text: string): Node[] {
    const stack = [...this.#stack];
    const nodes = this.line(text);
    this.#stack = stack;
    return nodes;
  }

  #read(text: string): Node[] {
    const nodes = new Nodes();
    for (let at = 0; at < text.length;) {
      const { pattern, rules, text: plain = null } = this.#state;
      pattern.lastIndex = at;
      const found = pattern.exec(text);
      nodes.add(text.slice(at, found?.index), plain);
      if (!found) break;
      at = pattern.lastIndex;
      const [, kind, move] = rules[
        found.findIndex((part, index) => index > 0 && part !== undefined) - 1
      ] as Rule;
      nodes.add(found[0], typeof kind === "function" ? kind(found[0], text.slice(at, at + 20)) : kind);
      this.#move(move);
    }
    return nodes.all;
  }

  get #state(): Compiled {
    return this.#states.get(this.#stack.at(-1) ?? "") as Compiled;
  }

  #move(move: string | undefined): void {
    if (move === undefined) return;
    if (move !== POP) {
      if (this.#stack.length < MAX_STATES) this.#stack.push(move);
    } else if (this.#stack.length > 1) {
      this.#stack.pop();
    }
  }
}

const cache = new WeakMap<Grammar, Map<string, Compiled>>();

function compiled(grammar: Grammar): Map<string, Compiled> {
  const known = cache.get(grammar);
  if (known) return known;
  const states = Object.entries(grammar).map(([name, state]): [string, Compiled] => {
    const flags = state.rules[0]?.[0].ignoreCase ? "gi" : "g";
    const pattern = new RegExp(state.rules.map(([{ source }]) => `(${source})`).join("|"), flags);
    return [name, { ...state, pattern }];
  });
  const made = new Map(states);
  cache.set(grammar, made);
  return made;
}

/** Nodes of pieces of text; neighbours of one kind are one node. */
class Nodes {
  all: Node[] = [];
  #kind: Kind | undefined;

  add(text: string, kind: Kind): void {
    if (!text) return;
    const last = this.all.at(-1);
    if (kind !== this.#kind || !last)
      this.all.push(kind ? element("span", { class: `agw-hl-${kind}` }, text) : textNode(text));
    else if (last instanceof Text) last.appendData(visibleText(text));
    else last.appendChild(textNode(text));
    this.#kind = kind;
  }
}

/** A classifier by lists of words; a word before a parenthesis is a function, one in capitals a type. */
export function words(
  lists: Partial<Record<"keyword" | "literal" | "type", string>>,
  types = true,
): Classify {
  const known = new Map<string, Kind>();
  for (const [kind, list] of Object.entries(lists)) {
    for (const word of list.split(" ")) known.set(word, kind as Kind);
  }
  return (word, rest) => {
    const kind = known.get(word);
    if (kind) return kind;
    if (/^\s*\(/.test(rest)) return "function";
    return types && /^[A-Z]\w*[a-z]/.test(word) ? "type" : null;
  };
}
