/** Sorting and filtering rows that are all in the page: as Python does it, see `widget/table_pages.py`. */

import type { Cell, Order, TableColumn } from "./table-form";

/** The places of the rows that hold a text, sorted by a column; what is missing comes last. */
export function placesOf(
  columns: TableColumn[],
  rows: Cell[][],
  { sort, descending, filter }: Order,
): number[] {
  const places = rows.map((_, place) => place).filter((place) => matches(columns, rows[place]!, filter));
  const column = sort === null ? undefined : columns[sort];
  if (!column) return places;
  const keys = rows.map((row) => sortKey(row[sort!]!, column));
  const given = places.filter((place) => keys[place] !== null);
  const missing = places.filter((place) => keys[place] === null);
  given.sort((a, b) => compare(keys[a]!, keys[b]!) * (descending ? -1 : 1));
  return [...given, ...missing];
}

/** A cell as the text that a filter looks in. */
export function cellText(cell: Cell, kind: TableColumn["kind"]): string {
  if (cell === null) return "";
  return kind === "time" ? String(cell).replaceAll("T", " ") : String(cell);
}

function matches(columns: TableColumn[], row: Cell[], filter: string): boolean {
  const wanted = filter.toLowerCase();
  if (!wanted) return true; // also of a row without cells
  return row.some((cell, at) => cellText(cell, columns[at]!.kind).toLowerCase().includes(wanted));
}

type Key = number | string;

function sortKey(cell: Cell, { kind, order }: TableColumn): Key | null {
  if (cell === null) return null;
  if (order) return order.includes(cell) ? order.indexOf(cell) : null;
  return kind === "number" ? numberOf(cell) : String(cell).toLowerCase();
}

/** Infinity is a text in JSON, as are long whole numbers and decimals. */
function numberOf(cell: Cell): number | null {
  const number = Number(String(cell).replace(/^(-?)inf$/, "$1Infinity"));
  return Number.isNaN(number) ? null : number;
}

function compare(a: Key, b: Key): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
