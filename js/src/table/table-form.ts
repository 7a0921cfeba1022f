/** A table as Python sends it (`widget/table_form.py`), and the questions that a view asks of a large one. */

/** What a cell holds. */
export type Cell = string | number | boolean | null;

export interface TableColumn {
  name: string;
  kind: "number" | "time" | "text";
  /** Whether it labels the rows. */
  is_index?: boolean;
  /** Its cells in the order to sort by. */
  order?: Cell[];
}

/** The columns of a table, its first rows, and how many rows there are. */
export interface TableForm {
  columns: TableColumn[];
  rows: Cell[][];
  total: number;
}

/** How rows are chosen: sorted by the column of a number, and only those that hold a text. */
export interface Order {
  sort: number | null;
  descending: boolean;
  filter: string;
}

export interface TableQuestion extends Order {
  start: number;
  count: number;
  /** Whether long cells are given whole. */
  whole?: boolean;
}

/** Some rows in the order asked for, the place of each in the table, and how many the filter lets through. */
export interface TablePage {
  rows: Cell[][];
  places: number[];
  matching: number;
}

/** Ask Python; rejects with what to tell the reader. */
export type AskPage = (question: TableQuestion) => Promise<TablePage>;
