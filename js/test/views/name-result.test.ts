import { beforeEach, expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

async function opened(tool: string): Promise<void> {
  view.python.entry({ id: "e1", kind: "tool_call", tool, output: "3" });
  await drawn();
  await view.click("tr[data-id=e1]");
}

const input = () => view.find<HTMLInputElement>(".agw-name input");
const names = () => view.python.commands("name").map((command) => (command as { variable: string }).variable);

it.each([
  ["add", "add_result"],
  ["web-search.v2", "web_search_v2_result"],
  ["2fast", "_2fast_result"],
  ["naïve tool", "na_ve_tool_result"],
])("proposes a name that Python takes, for %s", async (tool, name) => {
  await opened(tool);
  expect(input().value).toBe(name);
  expect(name).toMatch(/^[A-Za-z_]\w*$/);
});

it("sends the name without the space around it, with Enter, too", async () => {
  await opened("add");
  await view.type(".agw-name input", " total ");
  expect(await view.submit(".agw-name")).toBe(true);
  expect(names()).toEqual(["total"]);
  expect(view.text(".agw-name [role=status]")).toBe("");
});

it.each([
  [true, "", "add_result is now a variable of this notebook."],
  [true, "total now holds a copy.", "total now holds a copy."],
  [false, "class is a word of Python.", "class is a word of Python."],
])("says what became of it: %s %s", async (ok, message, words) => {
  await opened("add");
  await view.click("[data-action=name]");
  view.python.reply(ok, message);
  await drawn();
  expect(view.text(".agw-name [role=status]")).toBe(words);
});

it("can be tried again, and does not close the row", async () => {
  await opened("add");
  await view.click("[data-action=name]");
  view.python.reply(false, "No.");
  await drawn();
  await view.type(".agw-name input", "total");
  await view.click("[data-action=name]");
  view.python.reply(true);
  await drawn();
  expect(names()).toEqual(["add_result", "total"]);
  expect(view.text(".agw-name [role=status]")).toBe("total is now a variable of this notebook.");
});
