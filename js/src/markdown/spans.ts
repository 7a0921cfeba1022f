/** Emphasis, code and links that are open at the end of a text: they are closed, or left out if empty. */

interface Opener {
  mark: string;
  length: number;
  at: number;
  end: number;
}

const NO_OPENER = -1;

/** `run` with its open spans closed. */
export function closeSpans(run: string): string {
  const text = run.replace(/\\$/, "");
  const scan = new Scan(text);
  return scan.close();
}

class Scan {
  #text: string;
  #openers: Opener[] = [];
  /** Where the last `[` (or `![`) without its `]` is. */
  #bracket = NO_OPENER;

  constructor(text: string) {
    this.#text = text;
  }

  close(): string {
    const text = this.#text;
    for (let at = 0; at < text.length;) {
      const char = text[at] as string;
      if (char === "\\") at += 2;
      else if (char === "`") {
        const end = this.#code(at);
        if (typeof end === "string") return end;
        at = end;
      } else if (char === "[") {
        this.#bracket = text[at - 1] === "!" ? at - 1 : at;
        at += 1;
      } else if (char === "]") {
        const end = this.#destination(at);
        if (typeof end === "string") return end;
        at = end;
      } else if (char === "*" || char === "_" || char === "~") at = this.#emphasis(at, char);
      else at += 1;
    }
    return this.#closed(this.#withoutBracket(text));
  }

  /** The end of the code span at `at`; the whole run, closed, if the span is open. */
  #code(at: number): number | string {
    const mark = /^`+/.exec(this.#text.slice(at))?.[0] ?? "`";
    const start = at + mark.length;
    const end = this.#text.slice(start).search(new RegExp(`(?<!\`)${mark}(?!\`)`));
    if (end >= 0) return start + end + mark.length;
    const code = this.#text.slice(start).replace(/`+$/, "").trimEnd();
    return code
      ? this.#closed(`${this.#text.slice(0, start)}${code}${mark}`)
      : this.#closed(this.#text.slice(0, at));
  }

  /** Past the destination of the link whose text ends at `at`; the run, closed, if it is open. */
  #destination(at: number): number | string {
    const open = this.#bracket;
    this.#bracket = NO_OPENER;
    if (open === NO_OPENER || this.#text[open + 1] === "^") return at + 1;
    const isLast = at === this.#text.length - 1;
    if (this.#text[at + 1] !== "(" && !isLast) return at + 1;
    const end = endOfDestination(this.#text, at + 1);
    if (end > 0) return end;
    return this.#closed(this.#link(open, at));
  }

  #withoutBracket(text: string): string {
    return this.#bracket === NO_OPENER ? text : this.#link(this.#bracket, text.length);
  }

  // An image shows nothing until it is whole; a link already looks like one.
  #link(open: number, end: number): string {
    const label = this.#text.slice(open + 1, end);
    const before = this.#text.slice(0, open);
    if (this.#text[open] === "!" || label.startsWith("^") || !label.trim()) return before;
    return `${before}[${this.#closed(label, open + 1)}]()`;
  }

  #emphasis(at: number, char: string): number {
    const text = this.#text;
    let end = at;
    while (text[end] === char) end += 1;
    const before = text[at - 1] ?? " ";
    const after = text[end] ?? " ";
    const intraword = char === "_" && /[\p{L}\p{N}]/u.test(before) && /[\p{L}\p{N}]/u.test(after);
    let length = end - at;
    if (!/\s/.test(before)) length = intraword ? length : this.#match(char, length);
    const opens = length > 0 && !intraword && (!/\s/.test(after) || end === text.length);
    if (opens && (char !== "~" || length === 2 || end === text.length)) {
      this.#openers.push({ mark: char, length, at: end - length, end });
    }
    return end;
  }

  /** Close the openers a run of `length` marks closes; the marks that are left. */
  #match(mark: string, length: number): number {
    for (let index = this.#openers.length - 1; index >= 0 && length > 0; index -= 1) {
      const opener = this.#openers[index] as Opener;
      if (opener.mark !== mark) continue;
      const used = Math.min(opener.length, length);
      opener.length -= used;
      length -= used;
      this.#openers.length = opener.length > 0 ? index + 1 : index;
    }
    return length;
  }

  /** `text`, which stands at `offset` in the run, with what was opened in it closed. */
  #closed(text: string, offset = 0): string {
    let closed = text.trimEnd();
    while (this.#openers.length && (this.#openers.at(-1) as Opener).at >= offset) {
      const { mark, length, at, end } = this.#openers.pop() as Opener;
      const isEmpty = closed.slice(end - offset).trim() === "";
      closed = isEmpty ? closed.slice(0, at - offset).trimEnd() : closed + mark.repeat(length);
    }
    return closed;
  }
}

/** The end of the `(...)` at `at`, balanced; -1 if it is open. */
function endOfDestination(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text[index] === "(") depth += 1;
    else if (text[index] === ")" && (depth -= 1) === 0) return index + 1;
  }
  return -1;
}
