import { beforeEach, expect, it } from "vitest";
import type { Entry } from "../../src/transcript/schema";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

const add = (id: string, more: Partial<Entry> = {}) =>
  view.python.entry({ id, kind: "tool_call", tool: `tool_${id}`, agent: "A", ...more });

it("says how many calls it has, and gains a row for the next one", async () => {
  add("e1");
  await drawn();
  const table = view.find("table");
  expect(table.getAttribute("aria-label")).toBe("One tool call");
  const row = view.find("tr[data-id=e1]");
  add("e2");
  await drawn();
  expect(view.find("table")).toBe(table);
  expect(table.getAttribute("aria-label")).toBe("2 tool calls");
  expect(view.find("tr[data-id=e1]")).toBe(row);
  expect(view.texts(".agw-tool-name")).toEqual(["tool_e1", "tool_e2"]);
});

it("has a head for each cell, also for screen readers of a table that is drawn as none", async () => {
  add("e1", { arguments: '{"a": 1}' });
  await drawn();
  expect(view.texts("[role=columnheader]")).toEqual(["Tool", "Arguments", "Result", "Time"]);
  const columns = (selector: string) => view.all(selector).map((cell) => cell.className);
  expect(columns("tr[data-id=e1] [role=cell]")).toEqual(columns("[role=columnheader]"));
  await view.click("tr[data-id=e1]");
  expect(view.find<HTMLTableCellElement>(".agw-call-more td").colSpan).toBe(4);
});

it.each(["Transcript", "Tools"])("has no column of arguments where no call has any, in %s", async (tab) => {
  add("e1", { arguments: "{}", state: "done", output: "1" });
  await view.tab(tab);
  await drawn();
  expect(view.has(".agw-col-arguments")).toBe(false);
  await view.click("tr[data-id=e1]");
  const cells = view.find("tr[data-id=e1]").children.length;
  expect(view.find<HTMLTableCellElement>(".agw-call-more td").colSpan).toBe(cells);
  add("e2", { arguments: '{"a": 1}', state: "done" });
  await drawn();
  expect(view.all("td.agw-col-arguments").length).toBe(2);
});
