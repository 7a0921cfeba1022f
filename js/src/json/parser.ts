/** An incremental parser of JSON: it reads each character once and gives what is there so far. */

/** Where a node is in the text that was read. */
export interface Span {
  start: number;
  /** Null while more of it may come. */
  end: number | null;
}
export interface Scalar extends Span {
  kind: "string" | "number" | "literal";
  /** Of a string what it says, of a number its digits as they are written. */
  text: string;
}
export interface Container extends Span {
  kind: "object" | "array";
  /** The names of an object's children, in order; empty for an array. */
  keys: string[];
  children: JsonNode[];
}
export type JsonNode = Scalar | Container;

export function isContainer(node: JsonNode): node is Container {
  return node.kind === "object" || node.kind === "array";
}

type Expecting = "value" | "first value" | "first key" | "key" | "colon" | "comma" | "nothing";

const ESCAPES: Record<string, string> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};
const BARE = /[-+.\w]+/y;
const BARE_VALUE = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;
const PLAIN = /[^"\\]+/y;
const MAX_DEPTH = 500;

export class JsonParser {
  root: JsonNode | null = null;
  /** Whether the text is not JSON. */
  failed = false;
  /** What changed since it was last emptied. */
  readonly changed = new Set<JsonNode>();
  #expecting: Expecting = "value";
  #stack: Container[] = [];
  #scalar: Scalar | null = null;
  #key: string | null = null;
  /** An escape in a string that is not whole yet. */
  #escape = "";
  /** How much of the text came before what is read now. */
  #before = 0;

  /** The name in the outermost object whose value has not begun; null where none waits. */
  get awaitedKey(): string | null {
    return this.#stack.length === 1 && this.#expecting === "value" ? this.#key : null;
  }

  /** Read more text. */
  push(text: string): void {
    let at = 0;
    while (at < text.length && !this.failed) {
      if (this.#key !== null && this.#expecting === "key") at = this.#inString(text, at, null);
      else if (this.#scalar?.kind === "string") at = this.#inString(text, at, this.#scalar);
      else if (this.#scalar) at = this.#inBare(text, at, this.#scalar);
      else at = this.#between(text, at);
    }
    this.#before += text.length;
  }

  #between(text: string, at: number): number {
    const char = text[at] as string;
    if (/\s/.test(char)) return at + 1;
    const expecting = this.#expecting;
    if (expecting === "value" || expecting === "first value") return this.#value(char, at);
    if (expecting === "comma") this.#afterValue(char, at);
    else if (expecting === "colon" && char === ":") this.#expecting = "value";
    else if (char === '"' && (expecting === "key" || expecting === "first key")) this.#beginKey();
    else if (char === "}" && expecting === "first key") this.#close(at);
    else this.failed = true;
    return at + 1;
  }

  #beginKey(): void {
    this.#key = "";
    this.#expecting = "key";
  }

  #value(char: string, at: number): number {
    const start = this.#before + at;
    if (char === "]" && this.#expecting === "first value") {
      this.#close(at);
      return at + 1;
    }
    if (char === "{" || char === "[") {
      this.#open(char === "{" ? "object" : "array", start);
      return at + 1;
    }
    if (char === '"') {
      this.#scalar = this.#add({ kind: "string", text: "", start, end: null });
      return at + 1;
    }
    this.failed = !/[-\dtfn]/.test(char);
    if (!this.failed) {
      const kind = /[-\d]/.test(char) ? "number" : "literal";
      this.#scalar = this.#add({ kind, text: "", start, end: null });
    }
    return at;
  }

  #open(kind: Container["kind"], start: number): void {
    this.#stack.push(this.#add({ kind, keys: [], children: [], start, end: null }));
    this.failed = this.#stack.length > MAX_DEPTH;
    this.#expecting = kind === "object" ? "first key" : "first value";
  }

  #add<T extends JsonNode>(node: T): T {
    const parent = this.#stack.at(-1);
    if (!parent) this.root = node;
    else {
      parent.children.push(node);
      if (parent.kind === "object") parent.keys.push(this.#key ?? "");
      this.changed.add(parent);
    }
    this.#key = null;
    this.changed.add(node);
    return node;
  }

  #afterValue(char: string, at: number): void {
    const kind = this.#stack.at(-1)?.kind;
    if (char === ",") this.#expecting = kind === "object" ? "key" : "value";
    else if (char === (kind === "object" ? "}" : "]")) this.#close(at);
    else this.failed = true;
  }

  #close(at: number): void {
    const closed = this.#stack.pop();
    if (closed) this.#done(closed, at + 1);
  }

  #done(node: JsonNode, end: number): void {
    node.end = this.#before + end;
    this.changed.add(node);
    this.#scalar = null;
    this.#expecting = this.#stack.length > 0 ? "comma" : "nothing";
  }

  #inBare(text: string, at: number, scalar: Scalar): number {
    BARE.lastIndex = at;
    const part = BARE.exec(text)?.[0] ?? "";
    scalar.text += part;
    this.changed.add(scalar);
    const end = at + part.length;
    if (end < text.length) {
      this.failed = !BARE_VALUE.test(scalar.text);
      this.#done(scalar, end);
    }
    return end;
  }

  /** Read on in the string `scalar`, or in a key where it is `null`. */
  #inString(text: string, at: number, scalar: Scalar | null): number {
    if (this.#escape) return this.#inEscape(text, at, scalar);
    PLAIN.lastIndex = at;
    const part = PLAIN.exec(text)?.[0] ?? "";
    this.#grow(part, scalar);
    const end = at + part.length;
    if (text[end] === "\\") this.#escape = "\\";
    else if (text[end] === '"' && scalar) this.#done(scalar, end + 1);
    else if (text[end] === '"') this.#expecting = "colon";
    return end + 1;
  }

  /** Read on in an escape; one that JSON does not have stays as it is written. */
  #inEscape(text: string, at: number, scalar: Scalar | null): number {
    const char = text[at] as string;
    const isCode = this.#escape[1] === "u";
    if (isCode && !/[\da-f]/i.test(char)) {
      this.#endEscape(this.#escape, scalar);
      return at;
    }
    this.#escape += char;
    if (isCode && this.#escape.length === 6)
      this.#endEscape(String.fromCharCode(parseInt(this.#escape.slice(2), 16)), scalar);
    else if (!isCode && char !== "u") this.#endEscape(ESCAPES[char] ?? this.#escape, scalar);
    return at + 1;
  }

  #endEscape(meaning: string, scalar: Scalar | null): void {
    this.#escape = "";
    this.#grow(meaning, scalar);
  }

  #grow(part: string, scalar: Scalar | null): void {
    if (!scalar) {
      this.#key += part;
      return;
    }
    scalar.text += part;
    this.changed.add(scalar);
  }
}
