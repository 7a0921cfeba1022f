import { describe, expect, it } from "vitest";
import { placesOf } from "../../src/table/order";
import type { Cell, TableColumn } from "../../src/table/table-form";
import cases from "../../../tests/vectors/twins/table_orders.json";

interface Case {
  what: string;
  columns: TableColumn[];
  rows: Cell[][];
  sort: number | null;
  descending: boolean;
  filter: string;
  places: number[];
}

describe("rows that are all in the page are sorted and filtered as Python does it", () => {
  it.each(cases as Case[])("$what", ({ columns, rows, sort, descending, filter, places }) => {
    expect(placesOf(columns, rows, { sort, descending, filter })).toEqual(places);
  });
});
