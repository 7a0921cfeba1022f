import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { drawTable } from "../../src/table/table-view";
import type { AskPage, TableForm, TablePage, TableQuestion } from "../../src/table/table-form";

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, at) => from + at);

function form(count: number, total = count): TableForm {
  const rows = numbers(count).map((number) => [number, `Item ${number}`]);
  return {
    columns: [
      { name: "id", kind: "number" },
      { name: "name", kind: "text" },
    ],
    rows,
    total,
  };
}

/** A table on the page, and a Python that is asked for rows. */
class Shown {
  readonly host = document.body.appendChild(document.createElement("div"));
  readonly asked: TableQuestion[] = [];
  #answers: { resolve: (page: TablePage) => void; reject: (error: Error) => void }[] = [];

  constructor(table: TableForm, live = true) {
    const ask: AskPage = (question) => {
      this.asked.push(question);
      return new Promise((resolve, reject) => this.#answers.push({ resolve, reject }));
    };
    onTestFinished(drawTable(this.host, table, { ask: live ? ask : null }));
  }

  find<E extends HTMLElement>(selector: string): E {
    return this.host.querySelector<E>(selector)!;
  }

  cells(): string[][] {
    const rows = [...this.host.querySelectorAll("tr[aria-rowindex]")];
    return rows.map((row) => [...row.children].map((cell) => cell.textContent));
  }

  async filter(text: string): Promise<void> {
    const input = this.find<HTMLInputElement>("input");
    input.value = text;
    input.dispatchEvent(new Event("input"));
    await vi.advanceTimersByTimeAsync(200);
  }

  click(selector: string): void {
    this.find(selector).click();
  }

  async answer(page: TablePage | Error): Promise<void> {
    const { resolve, reject } = this.#answers.shift()!;
    if (page instanceof Error) reject(page);
    else resolve(page);
    await vi.advanceTimersByTimeAsync(0);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});

const NAME = "[data-column=name] [data-action=sort]";
const ID = "[data-column=id] [data-action=sort]";

describe("a table that is all in the page", () => {
  it("shows its rows with their places", () => {
    const shown = new Shown(form(3));
    expect(shown.cells()).toEqual([
      ["0", "0", "Item 0"],
      ["1", "1", "Item 1"],
      ["2", "2", "Item 2"],
    ]);
    expect(shown.find(".agw-table").dataset).toMatchObject({ rows: "3", matching: "3" });
    expect(shown.find("[role=status]").textContent).toBe("3 rows");
  });

  it("has the places of rows without columns", () => {
    const shown = new Shown({ columns: [], rows: [[], []], total: 2 });
    expect(shown.cells()).toEqual([["0"], ["1"]]);
    expect(shown.find("[role=status]").textContent).toBe("2 rows");
  });

  it("has no places where rows have labels", () => {
    const table = form(1);
    table.columns[0]!.is_index = true;
    const shown = new Shown(table);
    expect(shown.cells()).toEqual([["0", "Item 0"]]);
    expect(shown.find("tbody th").getAttribute("scope")).toBe("row");
  });

  it("draws the rows that are in sight", () => {
    const shown = new Shown(form(500));
    expect(shown.cells().length).toBeLessThan(30);
    shown.find(".agw-table-window").scrollTop = 26 * 300;
    shown.find(".agw-table-window").dispatchEvent(new Event("scroll"));
    expect(shown.cells().map(([, id]) => id)).toContain("300");
    expect(shown.cells().length).toBeLessThan(40);
  });

  it("sorts up, down and not, and keeps the focus", () => {
    const shown = new Shown(form(12));
    const first = () => shown.cells()[0]![1];
    const sorting = () => shown.find("[data-column=id]").getAttribute("aria-sort");
    shown.find(ID).focus();
    shown.click(ID);
    expect([first(), sorting()]).toEqual(["0", "ascending"]);
    shown.click(ID);
    expect([first(), sorting()]).toEqual(["11", "descending"]);
    expect(document.activeElement).toBe(shown.find(ID));
    shown.click(ID);
    expect([first(), sorting()]).toEqual(["0", "none"]);
    shown.click(NAME);
    expect(
      shown
        .cells()
        .map(([, id]) => id)
        .slice(0, 3),
    ).toEqual(["0", "1", "10"]);
  });

  it("filters, and says how many match", async () => {
    const shown = new Shown(form(30));
    await shown.filter("ITEM 2");
    expect(shown.find(".agw-table").dataset["matching"]).toBe("11");
    expect(shown.find("[role=status]").textContent).toBe("11 of 30 rows");
    await shown.filter("nothing");
    expect(shown.find(".agw-table-note").textContent).toBe("No row has this text");
    expect(shown.asked).toEqual([]);
  });

  it("has a filter where it does not fit", () => {
    expect(new Shown(form(12)).find("input").hidden).toBe(true);
    expect(new Shown(form(13)).find("input").hidden).toBe(false);
  });

  it("says that it is empty", () => {
    const shown = new Shown(form(0));
    expect(shown.find(".agw-table-note").textContent).toBe("No rows");
    expect(shown.find("[data-column=name]").textContent).toBe("name");
  });

  it("goes on and back by what is in sight", () => {
    const shown = new Shown(form(100));
    Object.defineProperty(shown.find(".agw-table-window"), "clientHeight", { value: 14 * 26 });
    shown.click("[data-action=rows-on]");
    expect(shown.find("[role=status]").textContent).toBe("14–26 of 100 rows");
    shown.click("[data-action=rows-back]");
    expect(shown.find("[role=status]").textContent).toBe("1–13 of 100 rows");
  });

  it("shows hostile text as text", () => {
    const table = form(1);
    table.rows[0]![1] = "<img src=x onerror=alert(1)>\u202e";
    table.columns[1]!.name = "<b>name</b>";
    const shown = new Shown(table);
    expect(shown.host.querySelector("img, b")).toBeNull();
    expect(shown.cells()[0]![2]).toBe("<img src=x onerror=alert(1)>[U+202E]");
  });
});

describe("a table of which Python has the rows", () => {
  it("asks for a sorted page, and shows it when it has come", async () => {
    const shown = new Shown(form(500, 2000));
    expect(shown.asked).toEqual([]);
    shown.click(ID);
    expect(shown.asked).toEqual([{ sort: 0, descending: false, filter: "", start: 0, count: 200 }]);
    expect(shown.cells()[0]![1]).toBe("…");
    await shown.answer({ rows: [[7, "Seven"]], places: [1700], matching: 1 });
    expect(shown.cells()).toEqual([["1700", "7", "Seven"]]);
  });

  it("asks for the rows of a page that did not fit into a message", async () => {
    const shown = new Shown(form(500, 2000));
    shown.click(ID);
    await shown.answer({ rows: [[7, "Seven"]], places: [1700], matching: 2 });
    expect(shown.asked[1]).toEqual({ sort: 0, descending: false, filter: "", start: 1, count: 1 });
    await shown.answer({ rows: [[8, "Eight"]], places: [3], matching: 2 });
    expect(shown.cells()).toEqual([
      ["1700", "7", "Seven"],
      ["3", "8", "Eight"],
    ]);
  });

  it("forgets an answer to what is not asked any more", async () => {
    const shown = new Shown(form(500, 2000));
    await shown.filter("a");
    await shown.filter("ab");
    await shown.answer({ rows: [[1, "old"]], places: [1], matching: 1 });
    expect(shown.cells()[0]![1]).toBe("…");
    await shown.answer({ rows: [[2, "new"]], places: [2], matching: 1 });
    expect(shown.cells()).toEqual([["2", "2", "new"]]);
  });

  it("goes on with the first rows where Python refuses", async () => {
    const shown = new Shown(form(500, 2000));
    await shown.filter("Item 49");
    await shown.answer(new Error("gone"));
    expect(shown.find(".agw-table").dataset["matching"]).toBe("11");
    expect(shown.find(".agw-table-note").textContent).toContain("The first 500 of 2,000 rows");
  });

  it("asks again for what is wanted next, and goes back to Python's rows when it answers", async () => {
    const shown = new Shown(form(500, 2000));
    await shown.filter("Item 49");
    await shown.answer(new Error("busy"));
    await shown.filter("Item 499");
    expect(shown.find(".agw-table").dataset["matching"]).toBe("1");
    const rows = [499, 1499, 1999].map((number) => [number, `Item ${number}`]);
    await shown.answer({ rows, places: [499, 1499, 1999], matching: 3 });
    expect(shown.find(".agw-table").dataset["matching"]).toBe("3");
    expect(shown.find(".agw-table-note").hidden).toBe(true);
  });

  it("asks for rows beyond the first ones when they come into sight", () => {
    const shown = new Shown(form(500, 2000));
    shown.find(".agw-table-window").scrollTop = 26 * 1000;
    shown.find(".agw-table-window").dispatchEvent(new Event("scroll"));
    expect(shown.asked.map(({ start }) => start)).toEqual([800, 1000]);
  });

  it("reaches the last row of a table that no browser could scroll", () => {
    const shown = new Shown(form(500, 50_000_000));
    const box = shown.find(".agw-table-window");
    Object.defineProperty(box, "clientHeight", { value: 14 * 26 });
    box.scrollTop = 8_000_000 - 13 * 26;
    box.dispatchEvent(new Event("scroll"));
    expect(shown.find("[role=status]").textContent).toBe("49,999,988–50,000,000 of 50,000,000 rows");
  });

  it("says that only the first rows are there without a kernel", () => {
    const shown = new Shown(form(500, 2000), false);
    expect(shown.find(".agw-table-note").textContent).toContain("The first 500 of 2,000 rows");
    expect(shown.find(".agw-table").dataset).toMatchObject({ rows: "2000", matching: "500" });
  });
});

describe("copying", () => {
  it("puts the rows in their order on the clipboard, whole", async () => {
    const written: string[] = [];
    vi.stubGlobal(
      "ClipboardItem",
      class {
        constructor(readonly items: Record<string, Promise<Blob>>) {}
      },
    );
    const write = async ([item]: { items: Record<string, Promise<Blob>> }[]) => {
      written.push(await (await item!.items["text/plain"]!).text());
    };
    vi.stubGlobal("navigator", { clipboard: { write } });
    onTestFinished(() => void vi.unstubAllGlobals());
    const shown = new Shown(form(500, 2000));
    shown.click("[data-action=copy-rows-csv]");
    expect(shown.asked[0]).toMatchObject({ start: 0, count: 2000, whole: true });
    await shown.answer({ rows: [[1, "=a"]], places: [0], matching: 3 });
    expect(shown.asked[1]).toMatchObject({ start: 1, count: 2, whole: true }); // a message takes only so much
    await shown.answer({ rows: [[2, "b"]], places: [1], matching: 3 });
    await shown.answer({ rows: [[3, "c"]], places: [2], matching: 3 });
    await vi.advanceTimersByTimeAsync(10);
    expect(written).toEqual(["id,name\r\n1,'=a\r\n2,b\r\n3,c\r\n"]);
    expect(shown.asked).toHaveLength(3);
    expect(shown.find("[data-action=copy-rows-csv]").textContent).toBe("Copied");
    await vi.advanceTimersByTimeAsync(2000);
    expect(shown.find("[data-action=copy-rows-csv]").textContent).toBe("Copy CSV");
  });
});
