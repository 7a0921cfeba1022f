/** The rows of a table in the order asked for: those in the page, or blocks that Python sends when shown. */

import { placesOf } from "./order";
import type { AskPage, Cell, Order, TableForm, TablePage, TableQuestion } from "./table-form";

const BLOCK = 200;
/** Blocks that are kept. */
const MOST_BLOCKS = 100;

export interface Row {
  /** Where it is in the table as it was returned. */
  place: number;
  cells: Cell[];
}

export class TableRows {
  /** How many rows there are in this order. */
  length: number;
  #order: Order = { sort: null, descending: false, filter: "" };
  /** The order of the rows in the page; null while Python is asked for them. */
  #places: number[] | null;
  #blocks = new Map<number, TablePage | null>();
  #failed = false;

  /** `changed` is called when rows have come, or cannot come. */
  constructor(
    readonly form: TableForm,
    readonly ask: AskPage | null,
    readonly changed: () => void,
  ) {
    this.length = form.total;
    this.#places = null;
    this.order(this.#order);
  }

  /** Whether only the first rows are at hand. */
  get isHead(): boolean {
    return this.form.rows.length < this.form.total && (this.ask === null || this.#failed);
  }

  order(order: Order): void {
    this.#order = order;
    this.#blocks.clear();
    if (this.isHead || this.form.rows.length === this.form.total) {
      this.#places = placesOf(this.form.columns, this.form.rows, order);
      this.length = this.#places.length;
      if (this.#failed) this.#fetch(0); // perhaps it answers again
    } else if (order.sort === null && !order.filter) {
      this.length = this.form.total;
    } else {
      this.#fetch(0);
    }
  }

  /** A row; undefined while it is on its way. */
  at(index: number): Row | undefined {
    if (this.#places) {
      const place = this.#places[index]!;
      return { place, cells: this.form.rows[place]! };
    }
    const isAsReturned = this.#order.sort === null && !this.#order.filter;
    if (isAsReturned && index < this.form.rows.length) return { place: index, cells: this.form.rows[index]! };
    const block = Math.floor(index / BLOCK);
    const page = this.#blocks.get(block);
    if (page === undefined) this.#fetch(block);
    const at = index - block * BLOCK;
    return page?.rows[at] && { place: page.places[at]!, cells: page.rows[at] };
  }

  /** Up to `count` rows from the first, whole. */
  async head(count: number): Promise<Cell[][]> {
    const { length } = this;
    if (this.#places) return this.#places.slice(0, count).map((place) => this.form.rows[place]!);
    return (await this.#page({ ...this.#order, start: 0, count: Math.min(count, length), whole: true })).rows;
  }

  /** A page with all rows that a question asks for: a message takes only so much. */
  async #page(question: TableQuestion): Promise<TablePage> {
    const page = await this.ask!(question);
    const start = question.start + page.rows.length;
    const count = Math.min(question.count - page.rows.length, page.matching - start);
    if (page.rows.length === 0 || count <= 0) return page;
    const rest = await this.#page({ ...question, start, count });
    return { ...rest, rows: [...page.rows, ...rest.rows], places: [...page.places, ...rest.places] };
  }

  #fetch(block: number): void {
    const order = this.#order;
    this.#blocks.set(block, null);
    for (const old of [...this.#blocks.keys()].slice(0, -MOST_BLOCKS)) this.#blocks.delete(old);
    this.#page({ ...order, start: block * BLOCK, count: BLOCK }).then(
      (page) => {
        if (order === this.#order) this.#arrived(block, page);
      },
      () => {
        if (order === this.#order) this.#lost();
      },
    );
  }

  #arrived(block: number, page: TablePage): void {
    this.#failed = false;
    this.#places = null;
    this.#blocks.set(block, page);
    this.length = page.matching;
    this.changed();
  }

  /** Python does not answer: go on with the first rows. */
  #lost(): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#places = placesOf(this.form.columns, this.form.rows, this.#order);
    this.length = this.#places.length;
    this.changed();
  }
}
