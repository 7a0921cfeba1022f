import { beforeEach, expect, it } from "vitest";
import { Layout, PANEL } from "../../src/grid/layout";
import type { GridView } from "../../src/grid/view";

const ROW = 34;
let list: HTMLElement;
let layout: Layout;
let open: Map<string, unknown>;
let isMatrix = false;

/** Lay out so many rows; those that are `opened` by their places. */
function laidOut(rows: number, opened: number[] = []): void {
  open = new Map(opened.map((at) => [String(at), {}]));
  const view = {
    items: Array.from({ length: rows }),
    open,
    isMatrix,
    placeOf: (key: string) => (Number(key) < rows ? Number(key) : undefined),
    store: { agents: [1, 2, 3] },
    update: () => {},
  };
  layout = new Layout(view as unknown as GridView);
  list = document.createElement("div");
  layout.setList(list);
}

beforeEach(() => {
  isMatrix = false;
  laidOut(5000);
});

it("draws a window of rows, however many there are", () => {
  const [first, last] = layout.range();
  expect(first).toBe(0);
  expect(last).toBeLessThan(25);
  list.scrollTop = 1000 * ROW;
  const [later, end] = layout.range();
  expect(later).toBeLessThan(1000);
  expect(end).toBeGreaterThan(1000 + 400 / ROW);
  expect(end - later).toBeLessThan(30);
  list.scrollTop = 5000 * ROW;
  expect(layout.range()[1]).toBe(5000);
});

it("counts the rows that are open where they are", () => {
  laidOut(100, [2, 10]);
  expect(layout.top(2)).toBe(2 * ROW);
  expect(layout.top(3)).toBe(3 * ROW + PANEL);
  expect(layout.total).toBe(100 * ROW + 2 * PANEL);
  list.scrollTop = 3 * ROW + PANEL - 5; // at the end of the run that is open
  expect(layout.range()[0]).toBe(0);
  list.scrollTop = 8 * ROW + PANEL;
  expect(layout.range()[0]).toBe(4);
  open.delete("2");
  layout.changed();
  expect(layout.top(3)).toBe(3 * ROW);
});

it("does not count one that the filter has taken away", () => {
  laidOut(5, [2, 70]);
  expect(layout.total).toBe(5 * ROW + PANEL);
});

it("brings a row into sight with as much of its run as fits", () => {
  layout.reveal(40);
  expect(list.scrollTop).toBe(41 * ROW - (400 - 24));
  layout.reveal(3);
  expect(list.scrollTop).toBe(3 * ROW);
  laidOut(100, [50]);
  layout.reveal(50);
  expect(list.scrollTop).toBe(50 * ROW);
});

it("has lines for each agent where a matrix folds", () => {
  layout.width = 480;
  expect(layout.isFolded).toBe(true);
  expect(layout.row).toBe(56);
  isMatrix = true;
  laidOut(10);
  layout.width = 480;
  expect(layout.total).toBe(10 * (ROW + 3 * 27));
});
