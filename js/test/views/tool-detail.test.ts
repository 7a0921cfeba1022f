import { beforeEach, expect, it } from "vitest";
import type { Entry } from "../../src/transcript/schema";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

async function opened(fields: Partial<Entry>): Promise<void> {
  view.python.entry({ id: "e1", kind: "tool_call", tool: "fetch", agent: "A", ...fields });
  await drawn();
  await view.click("tr[data-id=e1]");
}

const titles = () => view.texts(".agw-call-detail h4");
/** What stands below a title. */
const facet = (title: string) =>
  view
    .all(".agw-facet")
    .find((element) => element.querySelector("h4")!.textContent === title)!
    .textContent.slice(title.length);

it.each<[Partial<Entry>, string[]]>([
  [{ state: "streaming", arguments: '{"a"' }, ["Arguments"]],
  [{ state: "running", arguments: "{}" }, []],
  [{ state: "running", arguments: '{"a": 1}', log: "one" }, ["Arguments", "Log"]],
  [{ state: "running", arguments: " { } ", output: "half" }, ["Result"]],
  [{ state: "awaiting_approval", arguments: '{"a": 1}' }, []],
  [{ state: "denied", arguments: '{"a": 1}' }, ["Arguments"]],
  [{ state: "failed", output: "no", log: "one" }, ["Log", "Result"]],
  [{ state: "done", arguments: "[]" }, ["Arguments", "Result"]],
])("of %j has %j", async (fields, sections) => {
  view.python.facts({ abilities: ["approve"] });
  await opened(fields);
  expect(titles()).toEqual(sections);
});

it("shows the arguments as a tree, which grows as the model writes them", async () => {
  await opened({ state: "streaming", arguments: '{"city": "Ro' });
  const tree = view.find(".agw-json-host .agw-json");
  view.python.append("e1", "arguments", 'me", "days": [1, 2]}');
  await drawn();
  expect(view.find(".agw-json-host .agw-json")).toBe(tree);
  expect(facet("Arguments")).toContain("Rome");
  expect(facet("Arguments")).toContain("days");
});

it("shows the whole log as it comes, and lets the keyboard scroll it", async () => {
  await opened({ state: "running", log: "page 1\n" });
  view.python.append("e1", "log", "page 2\n");
  await drawn();
  expect(facet("Log")).toBe("page 1\npage 2\n");
  const pre = view.find(".agw-call-detail pre");
  expect([pre.tabIndex, pre.getAttribute("aria-label")]).toEqual([0, "Log"]);
});

it("says that there is no result, of a call that gave none", async () => {
  await opened({ state: "done", output: "" });
  expect(facet("Result")).toContain("No result");
});

it("keeps the traceback of a call that failed, folded", async () => {
  await opened({ state: "failed", output: "An error occurred.", traceback: "Traceback\nKeyError: 'x'" });
  expect(facet("Result")).toBe("An error occurred.");
  const details = view.find<HTMLDetailsElement>(".agw-call-detail details");
  expect([details.open, details.querySelector("pre")!.textContent]).toEqual([
    false,
    "Traceback\nKeyError: 'x'",
  ]);
});

it.each<[string, Partial<Entry>, boolean]>([
  ["done", { state: "done", output: "3" }, true],
  ["done without a result", { state: "done" }, true],
  ["failed", { state: "failed", output: "no" }, false],
  ["still at work", { state: "running", output: "half" }, false],
])("offers to name the result of a call that is %s: %#", async (_, fields, isOffered) => {
  await opened(fields);
  expect(view.has(".agw-name")).toBe(isOffered);
});

it("offers to name a result only where Python is there, in the present", async () => {
  const call = { id: "e1", kind: "tool_call", tool: "fetch", output: "3" } as const;
  const saved = new Mounted({ live: false });
  saved.python.entry(call);
  await drawn();
  await saved.click("tr[data-id=e1]");
  expect(saved.text(".agw-call-detail")).toContain("3");
  expect(saved.has(".agw-name")).toBe(false);
  await opened(call);
  await view.click("[data-action=replay]");
  expect(view.has(".agw-call-detail")).toBe(true);
  expect(view.has(".agw-name")).toBe(false);
});
