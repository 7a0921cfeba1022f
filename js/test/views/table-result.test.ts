import { beforeEach, describe, expect, it, vi } from "vitest";
import { drawTable } from "../../src/table/table-view";
import { TABLE_TYPE } from "../../src/views/table-result";
import { drawn, Mounted } from "../mounted";

const FORM = {
  columns: [
    { name: "sku", kind: "text" },
    { name: "amount", kind: "number" },
  ],
  rows: [
    ["a", 1],
    ["b", 2],
  ],
  total: 2,
};

let view: Mounted;
let arrive: () => void;
let fail: (problem: Error) => void;
beforeEach(() => {
  view = new Mounted();
  const module = new Promise<unknown>((resolve, reject) => {
    arrive = () => resolve({ drawTable });
    fail = reject;
  });
  vi.spyOn(view.python.client.libraries, "load").mockReturnValue(module as Promise<never>);
});

async function opened(more: Record<string, string> = {}, form: object = FORM): Promise<void> {
  const display = { [TABLE_TYPE]: JSON.stringify(form), ...more };
  view.python.entry({ id: "t1", kind: "tool_call", tool: "look", output: "[...]", display });
  await drawn();
  await view.click("[data-tool=look]");
}

describe("a result that is a table", () => {
  it("asks for its library when it is opened, and keeps its place until then", async () => {
    const { load } = view.python.client.libraries;
    view.python.entry({ id: "t0", kind: "tool_call", tool: "other", output: "1" });
    await drawn();
    expect(load).not.toHaveBeenCalled();
    await opened();
    expect(load).toHaveBeenCalledWith("table");
    expect(view.find(".agw-table-host").style.height).toBe("122px");
    arrive();
    await drawn();
    expect(view.find(".agw-table-host").style.height).toBe("");
    expect(view.texts("tr[aria-rowindex]")).toEqual(["0a1", "1b2"]);
    expect(view.text(".agw-call-detail")).toContain("As the model read it");
  });

  it("is its HTML, or its text, while the library does not come", async () => {
    await opened({ "text/html": "<table>" });
    await vi.advanceTimersByTimeAsync(600);
    expect(view.has("iframe")).toBe(true);
    arrive();
    await drawn();
    expect(view.has("iframe")).toBe(false);
    expect(view.has("tr[aria-rowindex]")).toBe(true);
  });

  it("is its text where there is no library to come", async () => {
    await opened();
    fail(new Error("gone"));
    await drawn();
    expect(view.texts(".agw-call-detail .agw-pre")).toContain("[...]");
  });

  it("has a picture beside it, where the tool displayed one", async () => {
    await opened({ "image/png": "aaaa" });
    arrive();
    await drawn();
    expect([view.has("img"), view.has("tr[aria-rowindex]")]).toEqual([true, true]);
  });

  it("asks Python for the rows that are not in the page", async () => {
    await opened({}, { ...FORM, total: 900 });
    arrive();
    await drawn();
    await view.click("[data-column=amount] [data-action=sort]");
    const asked = view.python.commands("table").at(-1);
    expect(asked).toMatchObject({ id: "t1", sort: 1, start: 0, count: 200 });
  });

  it("has the first rows in a recording", async () => {
    view = new Mounted({ live: false });
    vi.spyOn(view.python.client.libraries, "load").mockResolvedValue({ drawTable } as never);
    await opened({}, { ...FORM, total: 900 });
    await drawn();
    expect(view.text(".agw-table-note")).toContain("The first 2 of 900 rows");
  });
});

it("a structured answer is a table, with its JSON below", async () => {
  const display = { [TABLE_TYPE]: JSON.stringify(FORM) };
  view.python.entry({ id: "m1", kind: "message", format: "json", text: '[{"sku": "a"}]', display });
  arrive();
  await drawn();
  expect(view.texts("[data-id=m1] tr[aria-rowindex]")).toEqual(["0a1", "1b2"]);
  expect(view.text("[data-id=m1] summary")).toBe("As JSON");
  expect(view.find("[data-id=m1] .agw-json").textContent).toContain("sku");
});
