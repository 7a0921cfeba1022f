/** Which lines of a source are in code fences, read line by line. */

const FENCE = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?(`{3,}(?=[^`]*$)|~{3,})/;

export class FenceLines {
  /** The line that opens the fence which is open; empty if none is. */
  opening = "";
  #mark = "";

  /** Read the next line; whether it is code, or a fence. */
  isCode(line: string): boolean {
    const mark = FENCE.exec(line)?.[1];
    const isInside = this.opening !== "";
    if (!mark) return isInside;
    if (!isInside) [this.opening, this.#mark] = [line, mark];
    else if (mark.startsWith(this.#mark) && line.trimEnd().endsWith(mark)) this.opening = "";
    return true;
  }
}

/** The line that opens the fence in which `lines` end; empty if there is none. */
export function openFenceLine(lines: string): string {
  const fence = new FenceLines();
  for (const line of lines.split("\n")) fence.isCode(line);
  return fence.opening;
}

/** Whether a line begins a code fence. */
export function isFenceLine(line: string): boolean {
  return FENCE.test(line);
}
