/**
 * Chunks of a table's rows: a table of a thousand rows would be laid out anew as a whole for each new row.
 *
 * The first chunk decides how wide the columns are. Those below it are tables of their own with the same
 * columns, which the browser need not render while they are off screen.
 */

import { element } from "../dom/element";
import * as strings from "./strings";

const ROWS_IN_CHUNK = 100;

/** The body that the row at `index` goes into, in the container of its table. */
export function rowsContainer(table: HTMLElement, index: number): Element | null {
  const last = lastBody(table);
  const isFull = index > 0 && index % ROWS_IN_CHUNK === 0 && last?.firstChild;
  return isFull ? newChunk(table, index) : last;
}

/** Remove the last chunk if its rows are gone. */
export function removeEmptyChunk(table: HTMLElement): void {
  if (table.children.length > 1 && !lastBody(table)?.firstChild) table.lastElementChild?.remove();
}

function lastBody(table: HTMLElement): Element | null {
  return table.lastElementChild?.querySelector("tbody") ?? null;
}

function newChunk(container: HTMLElement, index: number): Element {
  const body = element("tbody");
  const table = element("table", { class: "agw-table", "aria-label": strings.rowsFrom(index + 1) }, body);
  const chunk = element("div", { class: "agw-table-chunk" }, table);
  const first = container.querySelector("table") as HTMLElement;
  const widths = [...first.querySelectorAll("th")].map((head) => head.getBoundingClientRect().width);
  const width = widths.reduce((sum, each) => sum + each, 0);
  // Where nothing is laid out (yet), each chunk finds its own widths.
  if (width > 0) {
    if (container.children.length === 1) fixColumns(first, widths, width);
    fixColumns(table, widths, width);
    chunk.style.width = `${width}px`;
  }
  container.append(chunk);
  return body;
}

function fixColumns(table: HTMLElement, widths: number[], sum: number): void {
  const columns = element("colgroup");
  for (const width of widths) columns.append(element("col", { width: String(width) }));
  table.prepend(columns);
  table.classList.add("agw-table-fixed");
  table.style.width = `${sum}px`;
}
