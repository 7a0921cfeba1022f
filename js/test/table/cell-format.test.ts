import { describe, expect, it } from "vitest";
import { cellFormat } from "../../src/table/cell-format";
import type { Cell, TableColumn } from "../../src/table/table-form";

function written(kind: TableColumn["kind"], cells: Cell[]): string[] {
  return cells.map(cellFormat({ name: "a", kind }, cells));
}

describe("numbers", () => {
  it.each<[Cell[], string[]]>([
    [
      [1, 20],
      ["1", "20"],
    ],
    [
      [1, 2.5, null],
      ["1.0", "2.5", "–"],
    ],
    [[0.1 + 0.2], ["0.3"]],
    [
      [-0.689, 12.5],
      ["-0.689", "12.500"],
    ],
    [[1 / 3], ["0.333333"]],
    [
      [1e-9, 1.5],
      ["1e-9", "1.5"],
    ],
    [[1e20], ["100000000000000000000"]],
    [
      ["inf", 1.5],
      ["inf", "1.5"],
    ],
    [["1152921504606846976"], ["1152921504606846976"]],
    [["1.50"], ["1.50"]],
  ])("of %j have the decimals of their column", (cells, texts) => {
    expect(written("number", cells)).toEqual(texts);
  });
});

describe("times", () => {
  it.each<[Cell[], string[]]>([
    [
      ["2026-01-02T00:00:00", null],
      ["2026-01-02", "–"],
    ],
    [
      ["2026-01-02T00:00:00", "2026-01-02T10:30:00"],
      ["2026-01-02 00:00:00", "2026-01-02 10:30:00"],
    ],
    [["2026-01-02"], ["2026-01-02"]],
    [["10:30:00"], ["10:30:00"]],
  ])("of %j are dates where all are midnights", (cells, texts) => {
    expect(written("time", cells)).toEqual(texts);
  });
});

it("writes what is true as Python does", () => {
  expect(written("text", [true, false, null, "a"])).toEqual(["True", "False", "–", "a"]);
});
