/** Which part of the live text no later text can change. Measured, and held by fuzzing: see the tests. */

import type { Token, Tokens } from "marked";

/** Blocks, items or rows that must follow a block before it is frozen. */
const FOLLOWERS = 3;
/** Items, or rows, that stay live at the end of a list or table. */
const LIVE_ITEMS = 2;

/** How many of `tokens`, from the first, are frozen. */
export function frozenTokens(tokens: Token[]): number {
  let followers = 0;
  // Blank lines at the very front separate nothing any more.
  const front = tokens.length > 1 && tokens[0]?.type === "space" ? 1 : 0;
  for (let index = tokens.length - 1; index > 0; index -= 1) {
    const token = tokens[index] as Token;
    followers += weight(token);
    const ends = token.type === "space" || endsBlank(tokens[index - 1] as Token) || starts(token);
    if (followers >= FOLLOWERS && ends) return index;
  }
  return front;
}

/** How many items or rows of the list or table at the live end are frozen. */
export function frozenParts(token: Token | undefined): number {
  if (token?.type !== "list" && token?.type !== "table") return 0;
  return Math.max(0, weight(token) - LIVE_ITEMS);
}

/** The source of the first `count` parts; that of a table's rows with its head. */
export function partsText(token: Token, count: number): string {
  if (token.type === "list") return rawOf((token as Tokens.List).items.slice(0, count));
  const lines = token.raw.split("\n").slice(0, 2 + count);
  return `${lines.join("\n")}\n`;
}

export function rawOf(tokens: { raw: string }[]): string {
  return tokens.map(({ raw }) => raw).join("");
}

function weight(token: Token): number {
  if (token.type === "list") return (token as Tokens.List).items.length;
  if (token.type === "table") return (token as Tokens.Table).rows.length;
  return 1;
}

function endsBlank({ raw }: Token): boolean {
  return /\n[ \t]*\n[ \t]*$/.test(raw);
}

/** A list or table that is well under way has ended the block before it for good. */
function starts(token: Token): boolean {
  return (token.type === "list" || token.type === "table") && weight(token) > LIVE_ITEMS;
}
