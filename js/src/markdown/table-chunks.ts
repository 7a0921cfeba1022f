/**
 * The rows of a table, in parts: a table of a thousand rows is laid out anew as a whole when one comes.
 *
 * The first part decides how wide the columns are. Those below it are tables of their own with the same columns,
 * which the browser need not look at while they are out of sight.
 */

import { element } from "../dom/element";
import * as strings from "./strings";

const ROWS_IN_PART = 100;

/** What the row at `index` goes into, in the box of its table. */
export function rowsAt(box: HTMLElement, index: number): Element | null {
  const last = lastRows(box);
  const isFull = index > 0 && index % ROWS_IN_PART === 0 && last?.firstChild;
  return isFull ? newPart(box, index) : last;
}

/** Remove the last part if its rows are gone. */
export function dropEmptyRows(box: HTMLElement): void {
  if (box.children.length > 1 && !lastRows(box)?.firstChild) box.lastElementChild?.remove();
}

function lastRows(box: HTMLElement): Element | null {
  return box.lastElementChild?.querySelector("tbody") ?? null;
}

function newPart(box: HTMLElement, index: number): Element {
  const rows = element("tbody");
  const table = element("table", { class: "agw-table", "aria-label": strings.rowsFrom(index + 1) }, rows);
  const part = element("div", { class: "agw-rows" }, table);
  const first = box.querySelector("table") as HTMLElement;
  const widths = [...first.querySelectorAll("th")].map((head) => head.getBoundingClientRect().width);
  const width = widths.reduce((sum, each) => sum + each, 0);
  // Where nothing is laid out (yet), each part finds its own widths.
  if (width > 0) {
    if (box.children.length === 1) fix(first, widths, width);
    fix(table, widths, width);
    part.style.width = `${width}px`;
  }
  box.append(part);
  return rows;
}

function fix(table: HTMLElement, widths: number[], whole: number): void {
  const columns = element("colgroup");
  for (const width of widths) columns.append(element("col", { width: String(width) }));
  table.prepend(columns);
  table.classList.add("agw-table-fixed");
  table.style.width = `${whole}px`;
}
