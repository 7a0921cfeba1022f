import { beforeEach, describe, expect, it, vi } from "vitest";
import { put } from "../fake-python";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

async function threeCalls(): Promise<void> {
  const { python } = view;
  python.row([put("lanes", { id: "a1", name: "A" }), put("lanes", { id: "a2", name: "B" })]);
  const call = { kind: "tool_call" } as const;
  python.entry({
    id: "e1",
    ...call,
    tool: "add",
    agent: "A",
    state: "done",
    started: 0,
    ended: 3000,
    output: "3",
  });
  python.entry({
    id: "e2",
    ...call,
    tool: "div",
    agent: "B",
    state: "failed",
    started: 1000,
    ended: 1500,
    output: "1/0",
  });
  python.entry({
    id: "e3",
    ...call,
    tool: "add",
    agent: "B",
    state: "done",
    started: 2000,
    ended: 3000,
    output: "4",
  });
  await view.tab("Tools");
}

const rows = () => view.all("tr[data-tool]").map(({ dataset }) => dataset.id);

async function choose(filter: string, value: string): Promise<void> {
  const select = view.find<HTMLSelectElement>(`[aria-label='Filter by ${filter}']`);
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  await drawn();
}

it("says that there is nothing where no tool was called", async () => {
  view.python.entry({ id: "h1", kind: "handoff", source: "A", target: "B" });
  await view.tab("Tools");
  expect(view.text("[role=tabpanel]")).toBe("No tool was called in this run.");
});

describe("the table", () => {
  it("sorts and filters the calls of the whole run", async () => {
    await threeCalls();
    expect(rows()).toEqual(["e1", "e2", "e3"]);
    await view.click("th.agw-col-time button");
    expect(rows()).toEqual(["e2", "e3", "e1"]);
    await view.click("th.agw-col-time button");
    expect(rows()).toEqual(["e1", "e3", "e2"]);
    expect(view.find("th.agw-col-time").getAttribute("aria-sort")).toBe("descending");
    const tool = view.find<HTMLSelectElement>("[aria-label='Filter by tool']");
    tool.value = "add";
    tool.dispatchEvent(new Event("change", { bubbles: true }));
    await drawn();
    expect(rows()).toEqual(["e1", "e3"]);
  });

  it.each([
    ["agent", ["e1", "e2", "e3"], ["e2", "e3", "e1"]],
    ["tool", ["e1", "e3", "e2"], ["e2", "e1", "e3"]],
    ["result", ["e1", "e3", "e2"], ["e2", "e1", "e3"]],
    ["start", ["e1", "e2", "e3"], ["e3", "e2", "e1"]],
  ])("sorts by %s, then the other way round", async (column, first, second) => {
    await threeCalls();
    await view.click("th.agw-col-time button");
    const head = view.find(`th.agw-col-${column}`);
    await view.click(`th.agw-col-${column} button`);
    expect([rows(), head.getAttribute("aria-sort")]).toEqual([first, "ascending"]);
    await view.click(`th.agw-col-${column} button`);
    expect([rows(), head.getAttribute("aria-sort")]).toEqual([second, "descending"]);
    expect(view.all("th[aria-sort]")).toHaveLength(1);
  });

  it("sorts nothing by the arguments", async () => {
    view.python.entry({ id: "e0", kind: "tool_call", tool: "t", arguments: '{"a": 1}' });
    await drawn();
    await view.tab("Tools");
    expect(view.has("th.agw-col-arguments")).toBe(true);
    expect(view.has("th.agw-col-arguments button")).toBe(false);
  });

  it("joins its filters, offers what there is, and says how many calls are left", async () => {
    await threeCalls();
    const options = (filter: string) =>
      [...view.find<HTMLSelectElement>(`[aria-label='Filter by ${filter}']`).options].map(
        ({ value, textContent }) => [value, textContent],
      );
    expect(options("agent")).toEqual([
      ["", "All"],
      ["A", "A"],
      ["B", "B"],
    ]);
    expect(options("state")).toEqual([
      ["", "All"],
      ["done", "done"],
      ["failed", "failed"],
    ]);
    const label = () => view.find("table.agw-calls").getAttribute("aria-label");
    expect(label()).toBe("3 tool calls");
    await choose("agent", "B");
    expect(rows()).toEqual(["e2", "e3"]);
    await choose("state", "failed");
    expect([rows(), label()]).toEqual([["e2"], "One tool call"]);
    await choose("agent", "A");
    expect(rows()).toEqual([]);
    await choose("state", "");
    expect(rows()).toEqual(["e1"]);
  });

  it("offers no agent where the run names none", async () => {
    view.python.entry({ id: "e1", kind: "tool_call", tool: "add" });
    await view.tab("Tools");
    const select = view.find<HTMLSelectElement>("[aria-label='Filter by agent']");
    expect([...select.options].map(({ value }) => value)).toEqual([""]);
  });

  it("takes up calls as they come and as they change, in its order", async () => {
    await threeCalls();
    await view.click("th.agw-col-time button");
    await choose("state", "done");
    view.python.entry({ id: "e4", kind: "tool_call", tool: "mul", state: "running", started: 3000 });
    await drawn();
    expect(rows()).toEqual(["e3", "e1"]);
    view.python.set("e4", { state: "done", ended: 3100 });
    await drawn();
    expect(rows()).toEqual(["e4", "e3", "e1"]);
  });

  it("has the calls inside of calls, and no handoffs", async () => {
    view.python.entry({ id: "e1", kind: "tool_call", tool: "ask", call_id: "c1", state: "running" });
    view.python.entry({ id: "e2", kind: "tool_call", tool: "add", parent: "e1" });
    view.python.entry({ id: "e3", kind: "handoff", source: "A", target: "B" });
    await view.tab("Tools");
    expect(rows()).toEqual(["e1", "e2"]);
  });
});

describe("a row", () => {
  it("opens a row to the arguments, the result as a notebook shows it, and the traceback", async () => {
    await threeCalls();
    view.python.set("e1", {
      arguments: '{"a": 1}',
      display: { "text/html": "<b>3</b>", "text/plain": "3" },
      traceback: "Traceback",
      output_size: 5000,
    });
    await view.click("tr[data-id=e1] button");
    expect(view.find(".agw-call-detail iframe").getAttribute("sandbox")).toBe("");
    expect(view.text(".agw-call-detail")).toContain("Traceback");
    await view.click("[data-action=load-all]");
    expect(view.python.commands("result")).toEqual([{ type: "result", id: "e1" }]);
    view.python.deliver({ type: "result", id: "e1", text: "all of it" });
    await drawn();
    expect(view.text(".agw-call-detail")).toContain("all of it");
  });

  it("draws images from the data alone", async () => {
    await threeCalls();
    view.python.set("e1", { display: { "image/svg+xml": "<svg onload='boom()'/>" } });
    view.python.set("e3", { display: { "image/png": "iVBORw0KGgo=\n" } });
    await view.click("tr[data-id=e1] button");
    await view.click("tr[data-id=e3] button");
    expect(view.all(".agw-call-detail img").map((image) => image.getAttribute("src"))).toEqual([
      "data:image/svg+xml,%3Csvg%20onload%3D'boom()'%2F%3E",
      "data:image/png;base64,iVBORw0KGgo=",
    ]);
  });

  it("names a result", async () => {
    await threeCalls();
    await view.click("tr[data-id=e1] button");
    await view.type(".agw-name input", "total");
    await view.click("[data-action=name]");
    expect(view.python.sent.at(-1)).toMatchObject({ type: "name", id: "e1", variable: "total" });
    view.python.reply(true);
    await drawn();
    expect(view.text(".agw-name [role=status]")).toBe("total is now a variable of this notebook.");
  });

  it("closes again, by its button or anywhere on it", async () => {
    await threeCalls();
    await view.click("tr[data-id=e1] .agw-col-result");
    await view.click("tr[data-id=e2] button");
    expect(view.all(".agw-call-detail")).toHaveLength(2);
    expect(view.find("tr[data-id=e2] button").getAttribute("aria-expanded")).toBe("true");
    await view.click("tr[data-id=e1] button");
    await view.click("tr[data-id=e2]");
    expect(view.all(".agw-call-detail")).toHaveLength(0);
  });

  it("stays open when the order changes", async () => {
    await threeCalls();
    await view.click("tr[data-id=e2] button");
    await view.click("th.agw-col-time button");
    expect(view.all("tr[data-open]").map(({ dataset }) => dataset.id)).toEqual(["e2"]);
  });
});

describe("copying as CSV", () => {
  const button = () => view.find("[data-action=copy-csv]").textContent;
  const copy = () => view.click("[data-action=copy-csv]");

  it("takes what is shown, in its order, and says so for a while", async () => {
    const writeText = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await threeCalls();
    await choose("tool", "add");
    await view.click("th.agw-col-start button");
    await copy();
    expect(writeText.mock.calls).toEqual([
      [
        "agent,tool,state,started_s,seconds,arguments,result\r\n" +
          "B,add,done,2.000,1.000,,4\r\n" +
          "A,add,done,0.000,3.000,,3\r\n",
      ],
    ]);
    expect(button()).toBe("Copied");
    await vi.advanceTimersByTimeAsync(3000);
    expect(button()).toBe("Copy as CSV");
  });

  it("says so where the browser refuses", async () => {
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("NotAllowedError"));
    await threeCalls();
    await copy();
    expect(button()).toBe("The browser did not allow it");
  });

  it("says so where there is no clipboard, as on a page that came over plain HTTP", async () => {
    vi.spyOn(navigator, "clipboard", "get").mockReturnValue(undefined as never);
    await threeCalls();
    await copy();
    expect(button()).toBe("The browser did not allow it");
  });
});
