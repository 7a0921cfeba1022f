/** A table of any size: a window of its rows, with a head that sorts, a filter, and copies for elsewhere. */

import { element, type Attributes } from "../dom/element";
import { cellFormat, type CellFormat } from "./cell-format";
import { columnWidths } from "./column-widths";
import { writeToClipboard } from "./clipboard";
import { TableRows } from "./rows";
import * as strings from "./strings";
import { tableText, type TableTextFormat } from "./table-text";
import { headCell, type SortState } from "./head-cell";
import type { AskPage, Order, TableForm } from "./table-form";

/** Pixels of a row; the style sheet says the same. */
const ROW = 26;
/** Rows that the window has room for, at most; the style sheet says the same. */
const WINDOW = 13;
/** Rows that are drawn above and below the window. */
const MARGIN = 8;
/** Browsers draw nothing beyond some 16 million pixels: a longer table scrolls faster than it is. */
const MOST_PIXELS = 8_000_000;
const MOST_COPIED = 10_000;
const TYPING_MS = 150;

export interface TableOptions {
  ask: AskPage | null;
}

/** Draw a table in `host`. Returns how to take it away. */
export function drawTable(host: HTMLElement, form: TableForm, { ask }: TableOptions): () => void {
  const view = new TableView(host, form, ask);
  return () => view.destroy();
}

class TableView {
  #form: TableForm;
  #rows: TableRows;
  #formats: CellFormat[];
  #order: Order = { sort: null, descending: false, filter: "" };
  /** Whether the places of rows stand before them: rows that have labels need none. */
  #hasPlaces: boolean;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #drawn = "";

  #root: HTMLElement;
  #window = element("div", {
    class: "agw-table-window",
    tabindex: "0",
    role: "group",
    "aria-label": strings.table,
  });
  #head = element("tr");
  #above = element("tbody", { "aria-hidden": "true" });
  #body = element("tbody");
  #below = element("tbody", { "aria-hidden": "true" });
  #range = element("span", { class: "agw-table-range", role: "status" });
  #note = element("p", { class: "agw-table-note" });
  #back = this.#step(-1, strings.back, { "data-action": "rows-back" }, "‹");
  #on = this.#step(1, strings.on, { "data-action": "rows-on" }, "›");

  constructor(host: HTMLElement, form: TableForm, ask: AskPage | null) {
    this.#form = form;
    this.#hasPlaces = !form.columns.some((column) => column.is_index);
    this.#formats = form.columns.map((column, at) =>
      cellFormat(
        column,
        form.rows.map((row) => row[at]!),
      ),
    );
    this.#rows = new TableRows(form, ask, () => this.#draw(true));
    const count = String(form.total);
    this.#root = element(
      "div",
      { class: "agw-table", "data-rows": count, "data-matching": count },
      this.#tools(),
      this.#window,
      this.#note,
    );
    this.#window.append(this.#table());
    this.#window.addEventListener("scroll", () => this.#draw());
    host.append(this.#root);
    this.#drawHead();
    this.#draw(true);
  }

  destroy(): void {
    clearTimeout(this.#typing);
    this.#root.remove();
  }

  // The parts

  #tools(): HTMLElement {
    const filter = element("input", {
      type: "search",
      dir: "auto",
      class: "agw-table-filter",
      "aria-label": strings.filter,
      placeholder: strings.filter,
      spellcheck: "false",
    });
    filter.hidden = this.#form.total < WINDOW;
    filter.addEventListener("input", () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => this.#reorder({ filter: filter.value }), TYPING_MS);
    });
    return element(
      "div",
      { class: "agw-table-tools" },
      filter,
      this.#range,
      this.#back,
      this.#on,
      element("span", { class: "agw-space" }),
      element(
        "span",
        { class: "agw-table-copies" },
        this.#copyButton("csv", strings.copyCsv, { "data-action": "copy-rows-csv" }),
        this.#copyButton("markdown", strings.copyMarkdown, { "data-action": "copy-rows-markdown" }),
      ),
    );
  }

  #table(): HTMLElement {
    const widths = columnWidths(this.#form, this.#formats);
    if (this.#hasPlaces) widths.unshift(Math.max(2, String(this.#form.total - 1).length));
    const columns = widths.map((width) => element("col", { style: `width:calc(${width}ch + 1.2rem)` }));
    const total = widths.reduce((sum, width) => sum + width, 0);
    return element(
      "table",
      {
        class: "agw-table-grid",
        style: `width:calc(${total}ch + ${widths.length * 1.2}rem)`,
        "aria-rowcount": String(this.#form.total + 1),
      },
      element("colgroup", {}, ...columns),
      element("thead", {}, this.#head),
      this.#above,
      this.#body,
      this.#below,
    );
  }

  #step(pages: number, label: string, action: Attributes, sign: string): HTMLButtonElement {
    const attributes = {
      type: "button",
      class: "agw-button",
      ...action,
      "aria-label": label,
      title: label,
    };
    const button = element("button", attributes, sign);
    button.addEventListener("click", () => this.#goTo(this.#first + pages * this.#fitting));
    return button;
  }

  #copyButton(format: TableTextFormat, label: string, action: Attributes): HTMLElement {
    const attributes = { type: "button", class: "agw-button", ...action };
    const button = element("button", attributes, label);
    button.addEventListener("click", async () => {
      button.textContent = await this.#copy(format);
      setTimeout(() => (button.textContent = label), 2000);
    });
    return button;
  }

  async #copy(format: TableTextFormat): Promise<string> {
    const { length } = this.#rows;
    const text = this.#rows.head(MOST_COPIED).then((rows) => tableText(format, this.#form.columns, rows));
    if (!(await writeToClipboard(text))) return strings.copyFailed;
    return length > MOST_COPIED ? strings.copiedRows(MOST_COPIED.toLocaleString()) : strings.copied;
  }

  // What is shown

  /** The first row in the window. */
  get #first(): number {
    return Math.round(this.#window.scrollTop / this.#pixelsPerRow);
  }

  /** Whole rows that are in the window, below its head. */
  get #fitting(): number {
    return Math.max(1, Math.floor(this.#window.clientHeight / ROW) - 1);
  }

  get #height(): number {
    return Math.min(this.#rows.length * ROW, MOST_PIXELS);
  }

  /** How far to scroll for the next row: less than its height where the table is too long. */
  get #pixelsPerRow(): number {
    const rows = this.#rows.length - this.#fitting;
    return this.#height < MOST_PIXELS ? ROW : (this.#height - this.#fitting * ROW) / rows;
  }

  #goTo(row: number): void {
    this.#window.scrollTop = Math.max(0, row) * this.#pixelsPerRow;
    this.#draw();
  }

  #reorder(change: Partial<Order>): void {
    this.#order = { ...this.#order, ...change };
    this.#rows.order(this.#order);
    this.#window.scrollTop = 0;
    this.#drawHead();
    this.#draw(true);
  }

  #sort(column: number): void {
    const { sort, descending } = this.#order;
    if (sort !== column) this.#reorder({ sort: column, descending: false });
    else if (!descending) this.#reorder({ descending: true });
    else this.#reorder({ sort: null, descending: false });
  }

  #drawHead(): void {
    const { sort, descending } = this.#order;
    const focused = this.#head.contains(document.activeElement) ? sort : null;
    const cells = this.#form.columns.map((column, at) => {
      const state: SortState = sort !== at ? "none" : descending ? "descending" : "ascending";
      return headCell(column, state, () => this.#sort(at));
    });
    if (this.#hasPlaces) cells.unshift(element("th", { class: "agw-table-place" }));
    this.#head.replaceChildren(...cells);
    if (focused !== null) cells[focused + Number(this.#hasPlaces)]?.querySelector("button")?.focus();
  }

  #draw(hasChanged = false): void {
    const { length } = this.#rows;
    const first = Math.max(0, this.#first - MARGIN);
    const last = Math.min(length, this.#first + WINDOW + 1 + MARGIN);
    const drawn = `${first} ${last}`;
    if (drawn !== this.#drawn || hasChanged) {
      this.#drawn = drawn;
      this.#drawRows(first, last);
    }
    this.#say();
  }

  #drawRows(first: number, last: number): void {
    const isScaled = this.#height === MOST_PIXELS;
    const shown = (last - first) * ROW;
    const above = isScaled
      ? Math.min(this.#window.scrollTop - (this.#first - first) * ROW, MOST_PIXELS - shown)
      : first * ROW;
    this.#body.replaceChildren(...Array.from({ length: last - first }, (_, at) => this.#row(first + at)));
    this.#above.replaceChildren(...spacer(above));
    this.#below.replaceChildren(...spacer(this.#height - above - shown));
  }

  #row(index: number): HTMLElement {
    const row = this.#rows.at(index);
    const cells = this.#form.columns.map(({ kind, is_index }, at) => {
      const cell = row?.cells[at];
      const text = cell === undefined ? strings.waiting : this.#formats[at]!(cell);
      const name = is_index ? "th" : "td";
      const attributes = {
        class: `agw-cell-${cell === null ? "missing" : kind}`,
        title: title(text),
        dir: "auto",
      };
      return element(name, is_index ? { ...attributes, scope: "row" } : attributes, text);
    });
    if (this.#hasPlaces) cells.unshift(element("td", { class: "agw-table-place" }, String(row?.place ?? "")));
    return element("tr", { "aria-rowindex": String(index + 2) }, ...cells);
  }

  /** Say which rows these are. */
  #say(): void {
    const { length, isHead } = this.#rows;
    const { total } = this.#form;
    const first = this.#first;
    const last = Math.min(length, first + this.#fitting);
    const fits = length <= WINDOW - 1;
    this.#root.dataset["matching"] = String(length);
    this.#range.textContent = !fits
      ? strings.range(count(first + 1), count(last), count(length))
      : length === total
        ? strings.rows(count(total))
        : strings.matching(count(length), count(total));
    this.#back.hidden = this.#on.hidden = fits;
    this.#back.disabled = first === 0;
    this.#on.disabled = last === length;
    const empty = length > 0 ? "" : total > 0 ? strings.noMatch : strings.noRows;
    this.#note.textContent = isHead ? strings.head(count(this.#form.rows.length), count(total)) : empty;
    this.#note.hidden = !this.#note.textContent;
  }
}

function spacer(height: number): HTMLElement[] {
  if (height <= 0) return [];
  return [element("tr", { style: `height:${height}px` })];
}

/** What a cell says where it may be cut. */
function title(text: string): string | undefined {
  return text.length > 12 ? text : undefined;
}

function count(number: number): string {
  return number.toLocaleString("en");
}
