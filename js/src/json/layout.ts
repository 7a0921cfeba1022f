/** JSON text on lines for a person to edit, and back: what was not edited is as it was written. */

interface Token {
  text: string;
  start: number;
  end: number;
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;

/** `json` with a line for each member; only the space between its parts changes. */
export function indent(json: string): string {
  let depth = 0;
  let previous = "";
  let lines = "";
  for (const { text } of tokens(json)) {
    const opened = "{[".includes(previous);
    const closes = "}]".includes(text);
    if (closes) depth--;
    if (previous && (closes ? !opened : opened || previous === ",")) lines += `\n${"  ".repeat(depth)}`;
    lines += text === ":" ? ": " : text;
    if ("{[".includes(text)) depth++;
    previous = text;
  }
  return lines;
}

/** `edited` with the layout of `json`, of which it is an edited version, wherever they agree. */
export function keepLayout(json: string, edited: string): string {
  const old = tokens(json);
  const now = tokens(edited);
  const shorter = Math.min(old.length, now.length);
  const same = (a: number, b: number) => old.at(a)!.text === now.at(b)!.text;
  let head = 0;
  while (head < shorter && same(head, head)) head++;
  let tail = 0;
  while (tail < shorter - head && same(-1 - tail, -1 - tail)) tail++;
  const [start, end] = changedSpan(old, head, tail);
  const [editedStart, editedEnd] = changedSpan(now, head, tail);
  return json.slice(0, start) + edited.slice(editedStart, editedEnd) + json.slice(end);
}

/** From the first to the last token that differs; a place between two where none does. */
function changedSpan(all: Token[], head: number, tail: number): [number, number] {
  const last = all.length - tail - 1;
  if (head <= last) return [all[head]!.start, all[last]!.end];
  const end = all[head - 1]?.end ?? 0;
  return [end, end];
}

function tokens(json: string): Token[] {
  return [...json.matchAll(TOKEN)].map(({ 0: text, index }) => ({
    text,
    start: index,
    end: index + text.length,
  }));
}
