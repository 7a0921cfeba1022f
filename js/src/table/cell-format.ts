/** Cells as a reader sees them: the numbers of a column with as many decimals, dates without a midnight. */

import type { Cell, TableColumn } from "./table-form";

/** How the cells of one column are written. */
export type CellFormat = (cell: Cell) => string;

const MOST_DECIMALS = 6;
const MISSING = "–";

/** The format of a column, by its cells in the first rows. */
export function cellFormat({ kind }: TableColumn, cells: Cell[]): CellFormat {
  if (kind === "number") return numberFormat(cells);
  if (kind === "time") return timeFormat(cells);
  return (cell) => (cell === null ? MISSING : typeof cell === "boolean" ? booleanText(cell) : String(cell));
}

/** As Python writes them. */
function booleanText(cell: boolean): string {
  return cell ? "True" : "False";
}

function numberFormat(cells: Cell[]): CellFormat {
  const decimals = Math.max(0, ...cells.map(decimalsOf));
  return (cell) => {
    if (cell === null) return MISSING;
    if (typeof cell !== "number") return String(cell);
    return isPlain(cell) ? cell.toFixed(decimals) : String(cell);
  };
}

function decimalsOf(cell: Cell): number {
  if (typeof cell !== "number" || Number.isInteger(cell) || !isPlain(cell)) return 0;
  return cell.toFixed(MOST_DECIMALS).replace(/0+$/, "").split(".")[1]!.length;
}

/** Whether a number can be read without an exponent. */
function isPlain(number: number): boolean {
  const size = Math.abs(number);
  return size === 0 || (size >= 1e-4 && size < 1e15);
}

const MIDNIGHT = /T00:00:00(?:\.0+)?$/;

function timeFormat(cells: Cell[]): CellFormat {
  const given = cells.filter((cell) => cell !== null);
  const isDate = given.every((cell) => !String(cell).includes("T") || MIDNIGHT.test(String(cell)));
  return (cell) => {
    if (cell === null) return MISSING;
    const text = isDate ? String(cell).replace(MIDNIGHT, "") : String(cell);
    return text.replace("T", " ");
  };
}
