import { beforeEach, describe, expect, it } from "vitest";
import { put } from "../fake-python";
import type { Entry } from "../../src/transcript/schema";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

async function call(fields: Partial<Entry> = {}): Promise<void> {
  view.python.entry({ id: "e1", kind: "tool_call", tool: "add", agent: "A", ...fields });
  await drawn();
}

const isOpen = () => view.has(".agw-call-detail");
const toggle = () => view.find("tr[data-id=e1] .agw-row-button");

describe("opening", () => {
  it("works with the button and with a click anywhere in the row, and says so", async () => {
    await call();
    expect(toggle().getAttribute("aria-label")).toBe("Details of add");
    expect([isOpen(), toggle().getAttribute("aria-expanded")]).toEqual([false, "false"]);
    await view.click("tr[data-id=e1] .agw-row-button");
    expect([isOpen(), toggle().getAttribute("aria-expanded")]).toEqual([true, "true"]);
    await view.click("tr[data-id=e1] .agw-col-result");
    expect(isOpen()).toBe(false);
    await view.click("tr[data-id=e1] .agw-col-tool");
    expect(isOpen()).toBe(true);
    expect(view.find("tr[data-id=e1]").dataset.open).toBe("true");
  });

  it("is not undone by what is clicked in the details", async () => {
    await call({ output: "text" });
    await view.click("tr[data-id=e1]");
    await view.click(".agw-call-detail pre");
    expect(isOpen()).toBe(true);
  });

  it("is kept while the call goes on, and through the tabs", async () => {
    await call({ state: "running" });
    await view.click("tr[data-id=e1]");
    view.python.set("e1", { state: "done", output: "3" });
    await drawn();
    expect(isOpen()).toBe(true);
    await view.tab("Tools");
    expect(isOpen()).toBe(true);
    await view.click("tr[data-id=e1]");
    await view.tab("Transcript");
    expect(isOpen()).toBe(false);
  });
});

describe("a call with an agent inside", () => {
  const nested = { id: "e2", kind: "message", agent: "B", text: "Looking.", parent: "e1" } as const;

  it("opens by itself while it runs, once", async () => {
    await call({ state: "running" });
    expect(isOpen()).toBe(false);
    view.python.entry(nested);
    await drawn();
    expect(isOpen()).toBe(true);
    await view.click("tr[data-id=e1]");
    view.python.entry({ ...nested, id: "e3" });
    await drawn();
    expect(isOpen()).toBe(false);
  });

  it("stays closed where it had ended before it was seen", async () => {
    view.python.row([
      put("entries", { id: "e1", kind: "tool_call", tool: "ask", state: "done" }),
      put("entries", nested),
    ]);
    await drawn();
    expect(isOpen()).toBe(false);
    await view.click("tr[data-id=e1]");
    expect(view.text(".agw-nested [data-id=e2]")).toBe("Looking.");
    expect(view.find(".agw-nested").getAttribute("aria-label")).toBe("What ask did");
  });

  it("does not open by itself in the table over the whole run", async () => {
    await view.tab("Tools");
    await call({ state: "running" });
    view.python.entry(nested);
    await drawn();
    expect(isOpen()).toBe(false);
  });

  it("nests as deep as agents do", async () => {
    await call({ state: "running" });
    view.python.entry({
      id: "e2",
      kind: "tool_call",
      tool: "inner",
      agent: "B",
      state: "running",
      parent: "e1",
    });
    view.python.entry({ id: "e3", kind: "message", agent: "C", text: "Deep.", parent: "e2" });
    await drawn();
    expect(view.text(".agw-nested .agw-nested [data-id=e3]")).toBe("Deep.");
  });
});

it("has the agent, its colour and the start in the tools tab alone", async () => {
  view.python.row([put("lanes", { id: "a1", name: "A" })]);
  await call({ started: 62_000, ended: 63_500 });
  expect(view.has("td.agw-col-agent")).toBe(false);
  await view.tab("Tools");
  expect(view.text("td.agw-col-agent")).toBe("A");
  expect(view.find("td.agw-col-agent").classList.contains("agw-lane-0")).toBe(true);
  expect([view.text("td.agw-col-start"), view.text("td.agw-col-time")]).toEqual(["1:02", "1.5 s"]);
  await view.click("tr[data-id=e1]");
  const cells = view.find("tr[data-id=e1]").children.length;
  expect(view.find<HTMLTableCellElement>(".agw-call-more td").colSpan).toBe(cells);
});
