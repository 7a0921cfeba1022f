/** Very long text in one block, in pieces: when the last one grows, the browser lays out that one alone. */

import { element } from "../dom/element";

const LENGTH = 4_000;

/** `text` as pieces, cut at spaces where there are any. */
export function runs(text: string): HTMLElement[] {
  const made: HTMLElement[] = [];
  for (let at = 0; at < text.length;) {
    const space = text.lastIndexOf(" ", at + LENGTH) + 1;
    const end = text.length - at <= LENGTH || space <= at ? at + LENGTH : space;
    made.push(run(text.slice(at, end)));
    at = end;
  }
  return made;
}

/** Add `text` to the run `last`, or to a new one below it if that is long enough. */
export function grow(last: HTMLElement, text: string): HTMLElement {
  if ((last.textContent?.length ?? 0) > LENGTH) {
    const next = run(text);
    last.after(next);
    return next;
  }
  last.append(text);
  return last;
}

export function run(text: string): HTMLElement {
  return element("span", { class: "agw-run" }, text);
}
