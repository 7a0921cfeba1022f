import { describe, expect, it, vi } from "vitest";
import { element } from "../../src/dom/element";
import { removeEmptyChunk, rowsContainer } from "../../src/markdown/table-chunks";
import { areSame, growing, shown } from "./streaming";

const HEAD = "| a | b |\n|---|--:|\n";
const rows = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `| ${from + at} | x |\n`).join("");
const bodies = (el: Element) => [...el.querySelectorAll("tbody")].map(({ children }) => children.length);

/** Have the page laid out: each head is as wide as its text says in `widths`. */
function layOut(widths: Record<string, number>): void {
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockImplementation(function (this: HTMLElement) {
    return { width: widths[this.textContent] ?? 0 } as DOMRect;
  });
}

describe("a long table", () => {
  it("is in chunks of a hundred rows, with one head", () => {
    const el = shown(HEAD + rows(1, 250));
    expect(bodies(el)).toEqual([100, 100, 50]);
    expect(el.querySelectorAll("thead")).toHaveLength(1);
    const first = [...el.querySelectorAll("tbody td:first-child")].map(({ textContent }) =>
      Number(textContent),
    );
    expect(first).toEqual(Array.from({ length: 250 }, (_, at) => at + 1));
  });

  it("says where each chunk begins, for who cannot see it", () => {
    const el = shown(HEAD + rows(1, 250));
    expect([...el.querySelectorAll("table")].map((table) => table.getAttribute("aria-label"))).toEqual([
      null,
      "Table, from row 101",
      "Table, from row 201",
    ]);
  });

  it("is the same however it is cut", () => {
    const text = HEAD + rows(1, 205);
    const { el, view } = growing("");
    for (let at = 0; at < text.length; at += 7) view.append(text.slice(at, at + 7));
    view.finish();
    expect(el.innerHTML).toBe(shown(text).innerHTML);
  });

  it("keeps its rows, and has no chunk without any", () => {
    const { el, view } = growing(HEAD + rows(1, 100));
    expect(bodies(el)).toEqual([100]);
    const before = [...el.querySelectorAll("tr")];
    view.append("| 101");
    expect(bodies(el)).toEqual([100, 1]);
    view.append(` | x |\n${rows(102, 130)}`);
    expect(areSame([...el.querySelectorAll("tr")].slice(0, 101), before)).toBe(true);
    expect(bodies(el)).toEqual([100, 30]);
  });

  it("has no chunk without rows, but always the first", () => {
    const box = shown(HEAD).querySelector<HTMLElement>(".agw-table-box")!;
    removeEmptyChunk(box);
    expect(box.querySelectorAll("table")).toHaveLength(1);
    rowsContainer(box, 99)?.append(element("tr"));
    const row = element("tr");
    rowsContainer(box, 100)?.append(row);
    removeEmptyChunk(box);
    expect(bodies(box)).toEqual([1, 1]);
    row.remove();
    removeEmptyChunk(box);
    expect(bodies(box)).toEqual([1]);
  });
});

describe("the columns of chunks", () => {
  const columns = (table: Element) =>
    [...table.querySelectorAll("col")].map((column) => column.getAttribute("width"));

  it("are as wide as those of the first", () => {
    layOut({ a: 120, b: 80 });
    const tables = [...shown(HEAD + rows(1, 250)).querySelectorAll<HTMLElement>("table")];
    expect(tables.map(columns)).toEqual(Array.from({ length: 3 }, () => ["120", "80"]));
    expect(tables.map(({ style }) => style.width)).toEqual(["200px", "200px", "200px"]);
    expect(tables.every(({ classList }) => classList.contains("agw-table-fixed"))).toBe(true);
  });

  it("are free while the table is short, or where nothing is laid out", () => {
    expect(columns(shown(HEAD + rows(1, 250)))).toEqual([]);
    layOut({ a: 120, b: 80 });
    expect(columns(shown(HEAD + rows(1, 100)))).toEqual([]);
  });
});
