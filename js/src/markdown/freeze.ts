/**
 * Freezing: which part of the live text no later text can change.
 *
 * The numbers are measured, and held by fuzzing: see test/markdown/fuzz.test.ts.
 */

import type { Token, Tokens } from "marked";

/** Blocks, items or rows that must follow a block before it is frozen. */
const FOLLOWERS = 3;
/** Items, or rows, that stay live at the end of a list or table. */
const LIVE_PARTS = 2;

/** How many of `tokens`, from the first, are frozen. */
export function countFrozenTokens(tokens: Token[]): number {
  let followers = 0;
  // Blank lines at the very front separate nothing any more.
  const front = tokens.length > 1 && tokens[0]?.type === "space" ? 1 : 0;
  for (let index = tokens.length - 1; index > 0; index -= 1) {
    const token = tokens[index] as Token;
    followers += partCount(token);
    const ends = token.type === "space" || endsBlank(tokens[index - 1] as Token) || endsBlockBefore(token);
    if (followers >= FOLLOWERS && ends) return index;
  }
  return front;
}

/** How many items or rows of the list or table at the live end are frozen. */
export function countFrozenParts(token: Token | undefined): number {
  if (token?.type !== "list" && token?.type !== "table") return 0;
  return Math.max(0, partCount(token) - LIVE_PARTS);
}

/** The source of the first `count` parts; that of a table's rows with its head. */
export function sourceOfParts(token: Token, count: number): string {
  if (token.type === "list") return sourceOf((token as Tokens.List).items.slice(0, count));
  const lines = token.raw.split("\n").slice(0, 2 + count);
  return `${lines.join("\n")}\n`;
}

export function sourceOf(tokens: { raw: string }[]): string {
  return tokens.map(({ raw }) => raw).join("");
}

function partCount(token: Token): number {
  if (token.type === "list") return (token as Tokens.List).items.length;
  if (token.type === "table") return (token as Tokens.Table).rows.length;
  return 1;
}

function endsBlank({ raw }: Token): boolean {
  return /\n[ \t]*\n[ \t]*$/.test(raw);
}

/** A list or table with several parts has ended the block before it for good. */
function endsBlockBefore(token: Token): boolean {
  return (token.type === "list" || token.type === "table") && partCount(token) > LIVE_PARTS;
}
