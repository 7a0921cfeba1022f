/** The line ends of an edited text: a text area gives every one as "\\n". */

const LINE_END = /\r\n?|\n/g;

/** `edited` with the line ends of `text`, of which it is an edited version; a new line ends as its neighbour. */
export function keepLineEnds(text: string, edited: string): string {
  const ends = text.match(LINE_END) ?? [];
  const [before, after] = unchanged(text.replace(LINE_END, "\n"), edited);
  const count = countLines(edited);
  const firstOfTail = count - countLines(edited.slice(edited.length - after));
  const head = countLines(edited.slice(0, before));
  const neighbour = ends[head - 1] ?? ends[head] ?? "\n";
  let line = -1;
  return edited.replace(/\n/g, () => {
    line += 1;
    if (line < head || count === ends.length) return ends[line]!;
    return line < firstOfTail ? neighbour : ends[line - count + ends.length]!;
  });
}

/** How many characters at the start, and at the end, two texts share. */
function unchanged(text: string, edited: string): [number, number] {
  const shorter = Math.min(text.length, edited.length);
  let before = 0;
  while (before < shorter && text[before] === edited[before]) before += 1;
  let after = 0;
  while (after < shorter - before && text.at(-1 - after) === edited.at(-1 - after)) after += 1;
  return [before, after];
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}
