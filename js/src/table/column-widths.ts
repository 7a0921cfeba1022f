/** The widths of a table's columns, by what its first rows hold: rows that come later do not move them. */

import type { CellFormat } from "./cell-format";
import type { TableForm } from "./table-form";

const MEASURED = 100;
const NARROWEST = 3;
const WIDEST = 36;
/** The arrow of the column that is sorted by. */
const ARROW = 2;
/** Capitals are wider than a digit. */
const SLACK = 1.1;

/** In characters as wide as a digit. */
export function columnWidths({ columns, rows }: TableForm, formats: CellFormat[]): number[] {
  return columns.map(({ name }, at) => {
    const cells = rows.slice(0, MEASURED).map((row) => width(formats[at]!(row[at]!)) * SLACK);
    return Math.ceil(Math.min(WIDEST, Math.max(NARROWEST, width(name) * SLACK + ARROW, ...cells)));
  });
}

/** Letters of Chinese, Japanese and Korean are as wide as two. */
function width(text: string): number {
  const head = text.slice(0, WIDEST);
  return (
    head.length +
    (head.match(/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/g)
      ?.length ?? 0)
  );
}
