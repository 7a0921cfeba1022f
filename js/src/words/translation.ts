/** The words that are in use in this page: English ones, or those of another language once they came. */

import { translate as translateJson } from "../json/strings";
import { translate as translateMarkdown } from "../markdown/strings";
import { translate as translateViews } from "../views/strings";

/** A language's file: its words in the order of the build, and how Python's sentences are said in it. */
export interface Translation {
  default: unknown[];
  said?: (sentence: string) => string;
}

let others: unknown[] | undefined;
const unchanged = (sentence: string) => sentence;
let say = unchanged;

/** The words of another language, in the order of the build; undefined: they are English. */
export function otherWords(): unknown[] | undefined {
  return others;
}

/** A sentence that Python wrote, or what the language that is in use says for it. */
export function said(sentence: string): string {
  return say(sentence);
}

/** What is drawn from now on has these words. */
export function useWords(translation: Translation): void {
  // A kernel of an earlier version has words alone.
  ({ default: others, said: say = unchanged } = translation);
  for (const translate of [translateViews, translateMarkdown, translateJson]) translate(others);
}
