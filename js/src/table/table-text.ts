/** A table as text for the clipboard: CSV that no spreadsheet runs as a formula, and Markdown. */

import { csvText, withoutFormula } from "../clipboard/csv";
import type { Cell, TableColumn } from "./table-form";

export type TableTextFormat = "csv" | "markdown";

export function tableText(format: TableTextFormat, columns: TableColumn[], rows: Cell[][]): string {
  return format === "csv" ? csv(columns, rows) : markdown(columns, rows);
}

function csv(columns: TableColumn[], rows: Cell[][]): string {
  const head = columns.map(({ name }) => name);
  return csvText([head, ...rows.map((row) => row.map(plain))]);
}

function plain(cell: Cell): string {
  if (cell === null) return "";
  return typeof cell === "boolean" ? (cell ? "True" : "False") : String(cell);
}

function markdown(columns: TableColumn[], rows: Cell[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |\n`;
  const rules = columns.map(({ kind }) => (kind === "number" ? "---:" : ":---"));
  const head = columns.map(({ name }) => markdownCell(name));
  return [head, rules, ...rows.map((row) => row.map(markdownCell))].map(line).join("");
}

function markdownCell(cell: Cell): string {
  return withoutFormula(plain(cell))
    .replace(/[\\|`*_[\]<>~]/g, "\\$&")
    .replace(/\s*[\r\n]+\s*/g, " ");
}
