/** What a source will look like, before it is drawn: blocks, with lists and tables taken apart. */

import type { Token, Tokens } from "marked";
import { blockElement, itemElement, listElement, rowElement, tableElement } from "./blocks";
import type { Context } from "./context";

/** What is drawn as one: a block, an item of a list, a row of a table. */
export interface Part {
  source: string;
  draw(context: Context): HTMLElement;
}

export interface Draft {
  kind: "block" | "list" | "table";
  /** Same kind and shape: the same box, whose parts may differ. */
  shape: string;
  token: Token;
  parts: Part[];
  /** The box for the parts from `index` on; a block is its own. */
  box: ((context: Context, index: number) => HTMLElement) | null;
}

/** Drafts of `tokens`; those that show nothing have none. */
export function draftsOf(tokens: Token[]): Draft[] {
  return tokens.filter(({ type }) => type !== "space" && type !== "def").map(draftOf);
}

function draftOf(token: Token): Draft {
  if (token.type === "list") return listDraft(token as Tokens.List);
  if (token.type === "table") return tableDraft(token as Tokens.Table);
  const draw = (context: Context) => blockElement(token, context) as HTMLElement;
  return { kind: "block", shape: "", token, parts: [{ source: token.raw, draw }], box: null };
}

function listDraft(token: Tokens.List): Draft {
  const parts = token.items.map((item) => ({
    source: item.raw,
    draw: (context: Context) => itemElement(item, context),
  }));
  const shape = token.ordered ? `ol ${token.start}` : "ul";
  return { kind: "list", shape, token, parts, box: (_, index) => listElement(token, index) };
}

function tableDraft(token: Tokens.Table): Draft {
  const lines = token.raw.split("\n");
  const parts = token.rows.map((row, index) => ({
    source: `${lines[index + 2] ?? ""}\n`,
    draw: (context: Context) => rowElement(row, context),
  }));
  const box = (context: Context) => tableElement(token, context);
  return { kind: "table", shape: tableHead(token.raw), token, parts, box };
}

/** The two lines every row of a table depends on. */
export function tableHead(raw: string): string {
  return `${raw.split("\n", 2).join("\n")}\n`;
}
