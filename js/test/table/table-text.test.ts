import { describe, expect, it } from "vitest";
import { tableText } from "../../src/table/table-text";
import type { Cell, TableColumn } from "../../src/table/table-form";

const COLUMNS: TableColumn[] = [
  { name: "name", kind: "text" },
  { name: "paid", kind: "number" },
];
const csv = (...rows: Cell[][]) => tableText("csv", COLUMNS, rows).split("\r\n").slice(1, -1);

describe("CSV", () => {
  it("has a head, and a row a line", () => {
    expect(tableText("csv", COLUMNS, [["Ann", 1.5]])).toBe("name,paid\r\nAnn,1.5\r\n");
  });

  it("quotes what has a comma, a quote or a line end", () => {
    expect(csv(['a,"b"', null], ["a\nb", true])).toEqual(['"a,""b""",', '"a\nb",True']);
  });

  it.each(["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "-cmd|' /C calc'!A0"])(
    "has no formula for %j",
    (text) => {
      expect(csv([text, 0])[0]).toMatch(/^"?'/);
    },
  );

  it.each([-5, -1.5, "-1.50", "-1152921504606846976", "-1e5"])("leaves the number %j as it is", (number) => {
    expect(csv(["a", number])).toEqual([`a,${number}`]);
  });

  it("has no formula in a column's name", () => {
    expect(tableText("csv", [{ name: "=1", kind: "text" }], [])).toBe("'=1\r\n");
  });
});

describe("Markdown", () => {
  it("is a table with numbers at the right", () => {
    const text = tableText("markdown", COLUMNS, [["Ann", 1.5]]);
    expect(text).toBe("| name | paid |\n| :--- | ---: |\n| Ann | 1.5 |\n");
  });

  it("has one row a line, and no marks of a text's own", () => {
    const text = tableText("markdown", COLUMNS, [["a|b\n<b>*c*", -1]]);
    expect(text.split("\n")[2]).toBe("| a\\|b \\<b\\>\\*c\\* | -1 |");
  });
});
