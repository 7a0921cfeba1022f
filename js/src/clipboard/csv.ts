/**
 * CSV (RFC 4180) that is safe to open and to paste: no cell of it is a formula to a spreadsheet. All CSV is
 * written here.
 *
 * A spreadsheet runs what looks like a formula, which can send the sheet's other cells away or start a program:
 * https://owasp.org/www-community/attacks/CSV_Injection
 */

/** Rows of texts as CSV. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(csvCell).join(",") + "\r\n").join("");
}

// Full-width and small forms are signs of a formula where an input method writes them.
const SIGN = String.raw`[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]`;
// Dropped by some spreadsheets before they look.
const SKIPPED = String.raw`[\s\p{Cc}\p{Cf}"]`;
const FIRST = new RegExp(`^${SKIPPED}*${SIGN}`, "u");
/**
 * Where a formula would begin within a text. Pasted, a quoted cell is divided at its lines and tabs all the same,
 * and at semicolons where those are the country's separators.
 */
const LATER = new RegExp(String.raw`(\r\n|[\n\r\t;])(?=(?:(?![\n\r\t])${SKIPPED})*${SIGN})`, "gu");
const NEGATIVE_NUMBER = /^-\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** A cell without formulas, quoted where needed. */
export function csvCell(text: string): string {
  const plain = withoutFormula(text);
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** A text in which a spreadsheet finds no formula: a `'` marks as text where one would begin. */
export function withoutFormula(text: string): string {
  const isFormula = FIRST.test(text) && !NEGATIVE_NUMBER.test(text);
  return (isFormula ? "'" : "") + text.replace(LATER, "$1'");
}
