/** The arguments of a tool call as pairs for one line, also while the model still writes them. */

export interface Pair {
  name: string;
  value: string;
}

/** So many characters are read. */
const HEAD_LENGTH = 1200;

/**
 * The `name: value` pairs at the head of a JSON object; a half-written pair counts. Null: it is no object.
 */
export function argumentPairs(json: string): Pair[] | null {
  const head = json.slice(0, HEAD_LENGTH).trimStart();
  if (!head) return [];
  if (!head.startsWith("{")) return null;
  const found: Pair[] = [];
  let at = 1;
  while (at < head.length) {
    const name = /^[\s,]*"((?:[^"\\]|\\.)*)"\s*:\s*/.exec(head.slice(at));
    if (!name) break;
    at += name[0].length;
    const end = valueEnd(head, at);
    found.push({ name: unquote(name[1]!), value: unquote(head.slice(at, end)) });
    at = end;
  }
  return found;
}

/** Where the JSON value that begins at `start` ends; the end of the text when it is unfinished. */
function valueEnd(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at]!;
    if (quoted) {
      if (char === "\\") at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") {
      if (depth-- === 0) return at;
    } else if (char === "," && depth === 0) return at;
  }
  return text.length;
}

/** Escapes resolved, line ends shown as spaces, quotes kept: `"` tells a text from a number. */
function unquote(text: string): string {
  return text
    .replace(/\\(?:u([0-9a-fA-F]{4})|([nrt"\\/]))/g, resolved)
    .replace(/\s+/g, " ")
    .trim();
}

function resolved(_: string, code: string | undefined, char: string): string {
  if (code) return String.fromCharCode(parseInt(code, 16));
  return /[nrt]/.test(char) ? " " : char;
}
