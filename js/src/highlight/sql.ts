/** The grammar of SQL. */

import { POP, words, type Grammar } from "./engine";
import { BLOCK_COMMENT, COMMENT, NUMBER } from "./shared";

const known = words(
  {
    keyword:
      "add all alter and any as asc begin between by cascade case check column commit constraint create cross current database default delete desc distinct drop else end exists explain foreign from full function grant group having if ilike in index inner insert intersect into is join key left like limit materialized natural not offset on or order outer over partition primary procedure recursive references replace returning right rollback row rows select set table temporary then to transaction trigger truncate union unique update using values view when where window with",
    literal: "true false null",
    type: "bigint blob bool boolean char date decimal double float int integer interval json jsonb numeric real serial smallint text time timestamp timestamptz uuid varchar",
  },
  false,
);

export const sql: Grammar = {
  code: {
    rules: [
      [/--.*/i, "comment"],
      BLOCK_COMMENT,
      [/'/, "string", "string"],
      [/"[^"]*"|`[^`]*`/, "name"],
      [/[:@$]\w+/, "meta"],
      NUMBER,
      [/[a-z_]\w*/, (word, rest) => known(word.toLowerCase(), rest)],
    ],
  },
  string: {
    rules: [
      [/''/, "string"],
      [/'/, "string", POP],
    ],
    text: "string",
  },
  comment: COMMENT,
};
