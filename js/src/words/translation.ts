/** The words that are in use in this page: English ones, or those of another language once they came. */

import { translate as translateJson } from "../json/strings";
import { translate as translateMarkdown } from "../markdown/strings";
import { translate as translateViews } from "../views/strings";

let others: unknown[] | undefined;

/** The words of another language, in the order of the build; undefined: they are English. */
export function otherWords(): unknown[] | undefined {
  return others;
}

/** What is drawn from now on has these words. */
export function useWords(words: unknown[]): void {
  others = words;
  for (const translate of [translateViews, translateMarkdown, translateJson]) translate(words);
}
