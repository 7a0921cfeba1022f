/** The grammar of the languages that look like C, with the words of all of them. */

import { words, type Grammar, POP } from "./engine";
import { BLOCK_COMMENT, COMMENT, DOUBLE_QUOTED, LINE_COMMENT, NUMBER, WORD } from "./shared";

const classify = words({
  keyword:
    "abstract alignas as asm async auto await base break case catch chan class companion const consteval constexpr constinit continue crate data default defer delegate delete do dyn else enum explicit export extends extension extern fallthrough final finally fn for foreach friend fun func function go goto guard if impl implements import in init inline inout instanceof interface internal is let lock loop match mod module move mut namespace native new noexcept object open operator out override package params permits private protected protocol pub public range readonly record ref register reinterpret_cast return sealed select sizeof static static_cast struct super suspend switch synchronized template throw throws trait transient try type typealias typedef typeid typename union unsafe use using val var virtual volatile when where while with yield",
  literal: "true false null nullptr nil None Some Ok Err this self Self iota",
  type: "bool boolean byte char decimal double f32 f64 float i8 i16 i32 i64 i128 int int8 int16 int32 int64 isize long object rune short signed size_t str string u8 u16 u32 u64 u128 uint uint8 uint16 uint32 uint64 unsigned usize void",
});

export const cFamily: Grammar = {
  code: {
    rules: [
      LINE_COMMENT,
      BLOCK_COMMENT,
      [/^\s*#\s*\w+|#!?\[|@\w+/, "meta"],
      [/`/, "string", "raw"],
      DOUBLE_QUOTED,
      // A quote is a character, or a lifetime of Rust, which is none.
      [/'(?:\\.[^']*|[^'\\])'/, "string"],
      [/(?<=\b(?:class|struct|interface|enum|trait|impl|type|protocol)\s+)[A-Za-z_]\w*/, "type"],
      [/(?<=\b(?:fn|func|fun|function)\s+)[A-Za-z_]\w*/, "function"],
      NUMBER,
      [WORD, classify],
    ],
  },
  comment: COMMENT,
  raw: { rules: [[/`/, "string", POP]], text: "string" },
};
