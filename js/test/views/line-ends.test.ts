import { expect, it } from "vitest";
import { keepLineEnds } from "../../src/views/line-ends";

it.each([
  ["a\r\nb\nc", "a\nb\ncd", "a\r\nb\ncd"],
  ["a\r\nb\nc", "xa\nb\nc", "xa\r\nb\nc"],
  ["a\r\nb\nc", "a\nb\nc\nd", "a\r\nb\nc\nd"],
  ["a\nb\r\nc\rd", "ax\nb\nc\ndx", "ax\nb\r\nc\rdx"],
  ["a\r\nb\nc\r\nd", "a\nd", "a\r\nd"],
  ["a\nb\r\nc", "a\nb\nnew\nlines\nc", "a\nb\r\nnew\r\nlines\r\nc"],
  ["a\r\nb", "a\nb\nc", "a\r\nb\r\nc"],
  ["a", "a\nb", "a\nb"],
  ["", "\n", "\n"],
  ["a\r\n", "", ""],
])("%j, edited as %j", (text, edited, kept) => expect(keepLineEnds(text, edited)).toBe(kept));
