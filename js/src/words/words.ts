/** What the words of another language have to be: as many as in English, each of its kind. */

import type * as grid from "../grid/strings";
import type * as json from "../json/strings";
import type * as markdown from "../markdown/strings";
import type * as table from "../table/strings";
import type * as views from "../views/strings";
import type { Sentences } from "./sentences";

/** A constant's type without its own text. */
type Widened<T> = T extends string
  ? string
  : T extends (...values: infer Values) => unknown
    ? (...values: Values) => string
    : T extends readonly unknown[]
      ? T
      : { [Key in keyof T]: Widened<T[Key]> };

/** The words of a room: what its `strings.ts` exports. */
type WordsOf<Room> = { [Name in Exclude<keyof Room, "translate">]: Widened<Room[Name]> };

export interface Words {
  views: WordsOf<typeof views>;
  markdown: WordsOf<typeof markdown>;
  json: WordsOf<typeof json>;
  table: WordsOf<typeof table>;
  grid: WordsOf<typeof grid>;
  sentences: Sentences;
}
