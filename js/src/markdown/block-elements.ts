/** The elements of block tokens, by an allow-list. */

import type { Token, Tokens } from "marked";
import { element } from "../dom/element";
import { CodeBlock } from "./code-block";
import type { Context } from "./context";
import { decodeEntities } from "./entities";
import { inlineNodes } from "./inline-nodes";
import * as strings from "./strings";
import type { Footnote } from "./footnote-syntax";
import { isMathFence, type MathToken } from "./formula-syntax";

/** The element of a block; `null` for what shows nothing (blank lines, link definitions). */
export function blockElement(token: Token, context: Context): HTMLElement | null {
  switch (token.type) {
    case "space":
    case "def":
    case "checkbox":
      return null;
    case "heading":
      return heading(token as Tokens.Heading, context);
    case "code":
      return code(token as Tokens.Code, context);
    case "blockquote":
      return element(
        "blockquote",
        { class: "agw-quote", dir: "auto" },
        ...blocks(token.tokens ?? [], context),
      );
    case "hr":
      return element("hr", { class: "agw-rule" });
    case "list":
      return wholeList(token as Tokens.List, context);
    case "table":
      return wholeTable(token as Tokens.Table, context);
    case "math":
      return paragraph([context.math.node(token as unknown as MathToken)]);
    case "footnote":
      return footnote(token as unknown as Footnote, context);
    default:
      return paragraph(inlineNodes((token as Tokens.Text).text ?? token.raw, context));
  }
}

function blocks(tokens: Token[], context: Context): HTMLElement[] {
  return tokens.map((token) => blockElement(token, context)).filter((made) => made !== null);
}

function paragraph(children: Node[]): HTMLElement {
  return element("p", { class: "agw-p", dir: "auto" }, ...children);
}

// A message sits below the page's own headings; levels never skip, whatever the model writes.
function heading({ depth, text }: Tokens.Heading, context: Context): HTMLElement {
  const level = context.headings.level(depth);
  const name = `h${level}` as "h3" | "h4" | "h5" | "h6";
  return element(name, { class: `agw-h agw-h${depth}`, dir: "auto" }, ...inlineNodes(text, context));
}

function code(token: Tokens.Code, context: Context): HTMLElement {
  const { raw, text, lang, codeBlockStyle } = token;
  if (isMathFence(token) && text.trim()) {
    return paragraph([context.math.node({ type: "math", raw, text, display: true })]);
  }
  const block = new CodeBlock(codeBlockStyle ? "" : decodeEntities(lang ?? ""), context);
  block.append(text.endsWith("\n") ? text.slice(0, -1) : text);
  block.end();
  return block.element;
}

function footnote({ label, tokens }: Footnote, context: Context): HTMLElement {
  return context.footnotes.note(label, blocks(tokens, context));
}

/** An empty list, ordered or not, for the items from `index` on. */
export function listElement({ ordered, start }: Tokens.List, index = 0): HTMLElement {
  const name = index > 0 ? "agw-list agw-more" : "agw-list";
  if (!ordered) return element("ul", { class: name, dir: "auto" });
  const number = Number(start) + index;
  return element("ol", { class: name, dir: "auto", start: number === 1 ? undefined : String(number) });
}

function wholeList(token: Tokens.List, context: Context): HTMLElement {
  const list = listElement(token);
  list.append(...token.items.map((item) => itemElement(item, context)));
  return list;
}

/** One item; whether it is tight is its own affair, so that a late blank line moves no other item. */
export function itemElement(item: Tokens.ListItem, context: Context): HTMLElement {
  const tokens = item.tokens.filter(({ type }) => type !== "space" && type !== "checkbox").map(withoutBox);
  const texts = tokens.filter(({ type }) => type === "text" || type === "paragraph");
  const made = element("li", { class: item.task ? "agw-item agw-task" : "agw-item" });
  if (item.task) made.append(checkbox(item.checked ?? false));
  for (const token of tokens) {
    const isTight = texts.length === 1 && token === texts[0];
    const child = isTight ? null : blockElement(token, context);
    if (child) made.append(child);
    else if (isTight) made.append(...inlineNodes((token as Tokens.Text).text, context));
  }
  return made;
}

// In a list with blank lines the lexer leaves the box in the text of its paragraph.
function withoutBox(token: Token): Token {
  const box = "tokens" in token && token.tokens?.[0];
  if (!box || box.type !== "checkbox" || !("text" in token)) return token;
  return { ...token, text: token.text.slice(token.text.startsWith(box.raw) ? box.raw.length : 0) };
}

function checkbox(checked: boolean): HTMLElement {
  const label = checked ? strings.taskDone : strings.taskOpen;
  const attributes = { type: "checkbox", class: "agw-check", disabled: "", "aria-label": label };
  return element("input", checked ? { ...attributes, checked: "" } : attributes);
}

/** A table with its header and no rows, in a box that scrolls sideways. */
export function tableElement({ header }: Tokens.Table, context: Context): HTMLElement {
  const cells = header.map((cell) => cellElement("th", cell, context));
  const table = element(
    "table",
    { class: "agw-table" },
    element("thead", {}, element("tr", {}, ...cells)),
    element("tbody"),
  );
  const attributes = { class: "agw-table-box", role: "group", tabindex: "0", "aria-label": strings.table };
  return element("div", attributes, table);
}

function wholeTable(token: Tokens.Table, context: Context): HTMLElement {
  const box = tableElement(token, context);
  box.querySelector("tbody")?.append(...token.rows.map((row) => rowElement(row, context)));
  return box;
}

export function rowElement(row: Tokens.TableCell[], context: Context): HTMLElement {
  return element("tr", {}, ...row.map((cell) => cellElement("td", cell, context)));
}

function cellElement(name: "td" | "th", { text, align }: Tokens.TableCell, context: Context): HTMLElement {
  const scope = name === "th" ? "col" : undefined;
  const attributes = { class: align ? `agw-${align}` : undefined, scope, dir: "auto" };
  return element(name, attributes, ...inlineNodes(text, context));
}
