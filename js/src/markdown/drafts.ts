/** Drafts: the blocks of a source before they are drawn, with lists and tables taken apart. */

import type { Token, Tokens } from "marked";
import { blockElement, itemElement, listElement, rowElement, tableElement } from "./block-elements";
import type { Context } from "./context";

/** What is drawn, and frozen, as one: a block, an item of a list or a row of a table. */
export interface Part {
  source: string;
  draw(context: Context): HTMLElement;
}

export interface Draft {
  kind: "block" | "list" | "table";
  /** Drafts of the same kind and shape fit the same container; only their parts may differ. */
  shape: string;
  parts: Part[];
  /** The container of the parts from `index` on; null: a block is its own. */
  container: ((context: Context, index: number) => HTMLElement) | null;
}

/** The drafts of `tokens`; tokens that show nothing have none. */
export function draftsOf(tokens: Token[]): Draft[] {
  return tokens.filter(({ type }) => type !== "space" && type !== "def").map(draftOf);
}

function draftOf(token: Token): Draft {
  if (token.type === "list") return listDraft(token as Tokens.List);
  if (token.type === "table") return tableDraft(token as Tokens.Table);
  const draw = (context: Context) => blockElement(token, context) as HTMLElement;
  return { kind: "block", shape: "", parts: [{ source: token.raw, draw }], container: null };
}

function listDraft(token: Tokens.List): Draft {
  const parts = token.items.map((item) => ({
    source: item.raw,
    draw: (context: Context) => itemElement(item, context),
  }));
  const shape = token.ordered ? `ol ${token.start}` : "ul";
  return { kind: "list", shape, parts, container: (_, index) => listElement(token, index) };
}

function tableDraft(token: Tokens.Table): Draft {
  const lines = token.raw.split("\n");
  const parts = token.rows.map((row, index) => ({
    source: `${lines[index + 2] ?? ""}\n`,
    draw: (context: Context) => rowElement(row, context),
  }));
  const container = (context: Context) => tableElement(token, context);
  return { kind: "table", shape: tableHead(token.raw), parts, container };
}

/** The two lines that every row of a table depends on. */
export function tableHead(raw: string): string {
  return `${raw.split("\n", 2).join("\n")}\n`;
}
