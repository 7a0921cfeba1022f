import { describe, expect, it } from "vitest";
import { csvCell, csvText } from "../../src/clipboard/csv";
import payloads from "../../../tests/hostile/payloads.json";

const FORMULA = /^[\s\p{Cc}\p{Cf}"]*[=+\-@＝＋－＠﹦﹢﹣﹫]/u;
/** Negative numbers, also a row of them that is read as one cell: no other cell is named, and nothing called. */
const NUMBERS = /^-\d+(,-?\d*)*$/;

/** The cells of CSV as RFC 4180 reads them. */
function read(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

/** All that some spreadsheet makes a cell of: read as CSV, or pasted and divided at each line, tab or semicolon. */
function possibleCells(csv: string): string[] {
  return [...read(csv).flat(), ...csv.split(/[\r\n\t;]/)];
}

describe("CSV", () => {
  it.each(payloads)("has no formula: $id", ({ text }) => {
    const csv = csvText([
      ["tool", text, "end"],
      [text, "", text],
    ]);
    const formulas = possibleCells(csv).filter((cell) => FORMULA.test(cell) && !NUMBERS.test(cell));
    expect(formulas).toEqual([]);
    expect(read(csv).map((row) => row.length)).toEqual([3, 3]);
  });

  it.each(payloads)("says what the text says: $id", ({ text }) => {
    const [[cell]] = read(csvText([[text]])) as [[string]];
    expect(cell.replaceAll(/(^|[\n\r\t;])'/g, "$1")).toBe(text.replaceAll(/(^|[\n\r\t;])'/g, "$1"));
  });

  it.each([
    ["=1+1", "'=1+1"],
    [" =1+1", "' =1+1"],
    ["\ufeff=1", "'\ufeff=1"],
    ["\u200b@SUM(A1)", "'\u200b@SUM(A1)"],
    ["＝1", "'＝1"],
    ["ok\n=1+1", '"ok\n\'=1+1"'],
    ["ok\r\n=1+1", '"ok\r\n\'=1+1"'],
    ["ok\t+1", "ok\t'+1"],
    ["ok;@x", "ok;'@x"],
    ['"=1"', `"'""=1"""`],
    ["\r=1", `"'\r'=1"`],
    ["-1", "-1"],
    ["-2.5e-3", "-2.5e-3"],
    ["-1;-2", "'-1;'-2"],
    ["a = b, c - d", '"a = b, c - d"'],
    ["e-mail: a@b", "e-mail: a@b"],
  ])("writes %j as %j", (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });

  it("takes no longer for a text of nothing but spaces", () => {
    const spaces = " \n".repeat(50_000);
    expect(csvCell(spaces)).toBe(`"${spaces}"`);
  });
});
