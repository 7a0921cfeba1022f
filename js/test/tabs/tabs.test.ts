import { beforeEach, expect, it, vi } from "vitest";
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

it("lays out model calls and tools over time, and leads to their entries", async () => {
  await threeCalls();
  const call = { id: "m1", agent: "A", turn: 1, model: "gpt", started: 0, first_token: 500, ended: 2500 };
  view.python.row([put("calls", { ...call, input_tokens: 10, output_tokens: 100 })]);
  await view.tab("Timeline");
  const bar = view.find("[data-bar=call]");
  expect(bar.getAttribute("aria-label")).toBe(
    "Model call 1 · gpt · at 0.0 s · took 2.5 s · first token after 0.5 s · 50 tok/s · 110 tok",
  );
  await view.click("[data-tone=failed]");
  expect(view.text("[aria-selected=true]")).toBe("Transcript");
  expect(view.has(".agw-transcript [data-id=e2]")).toBe(true);
});

it("shows when a call waited for the reader", async () => {
  view.python.row([put("lanes", { id: "a1", name: "A" })], { t: 0 });
  view.python.entry({ id: "e1", kind: "tool_call", tool: "pay", agent: "A", state: "streaming" }, 0);
  view.python.row([{ op: "set", at: ["entries", "e1", "state"], value: "awaiting_approval" }], { t: 1000 });
  view.python.row([{ op: "set", at: ["entries", "e1", "state"], value: "running" }], { t: 4000 });
  await view.tab("Timeline");
  expect(view.find("[data-bar=wait]").getAttribute("aria-label")).toBe(
    "pay waited for approval · at 1.0 s · took 3.0 s",
  );
});

it("asks for the events while somebody looks", async () => {
  await view.tab("Events");
  expect(view.python.commands("events")).toEqual([{ type: "events", from: 0, open: true }]);
  const event = { t: 5, kind: "raw", type: "response.created", summary: "gpt" } as const;
  view.python.deliver({
    type: "events",
    from: 0,
    total: 2,
    rows: [
      { ...event, n: 0 },
      { ...event, n: 1, kind: "item", type: "tool_called" },
    ],
  });
  await drawn();
  expect(view.all(".agw-event")).toHaveLength(2);
  await view.type("[type=search]", "tool");
  expect(view.all(".agw-event")).toHaveLength(1);
  await view.type("[type=search]", "");
  await view.click(".agw-kind[data-event-kind=raw]");
  expect(view.all(".agw-event code").map((code) => code.textContent)).toEqual(["tool_called"]);
  await view.click(".agw-event-line");
  expect(view.python.commands("event")).toEqual([{ type: "event", n: 1 }]);
  view.python.deliver({ type: "event", n: 1, json: { name: "tool_called" } });
  await drawn();
  expect(view.text(".agw-event-json")).toContain("tool_called");
  await view.tab("Usage");
  expect(view.python.commands("events").at(-1)).toEqual({ type: "events", from: 2, open: false });
});

it("sums the tokens by agent and by turn", async () => {
  const call = { model: "gpt", started: 0, input_tokens: 100, output_tokens: 10 };
  view.python.row([
    put("calls", { id: "m1", agent: "A", turn: 1, ...call, cached_tokens: 60 }),
    put("calls", { id: "m2", agent: "A", turn: 2, ...call }),
    put("calls", { id: "m3", agent: "B", turn: 3, ...call, reasoning_tokens: 4 }),
  ]);
  await view.tab("Usage");
  const cells = view.all(".agw-usage")[0]!.querySelectorAll("tr");
  expect([...cells].map((row) => [...row.children].map((cell) => cell.textContent.trim()).join(" "))).toEqual(
    [
      "Agent Calls Input Cached Output Reasoning Total",
      "A 2 200 60 20 – 220",
      "B 1 100 – 10 4 110",
      "Total 3 300 60 30 4 330",
    ],
  );
});

it("goes back to any instant, in every tab, and returns to the present", async () => {
  view.python.facts({ abilities: ["stop", "say"] });
  view.python.entry({ id: "e1", kind: "message", state: "streaming" });
  view.python.append("e1", "text", "one ");
  view.python.append("e1", "text", "two");
  view.python.entry({ id: "e2", kind: "tool_call", tool: "add" });
  await drawn();
  await view.click("[data-action=replay]");
  const slider = view.find<HTMLInputElement>("input[type=range]");
  const seek = async (position: number) => {
    slider.value = String(position);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
  };
  await seek(3);
  expect(view.text("[data-id=e1]")).toBe("one");
  expect(view.has("[data-tool=add]")).toBe(false);
  expect(view.has("[data-action=stop]")).toBe(false);
  await view.key("ArrowRight", view.find(".agw-scroller"));
  expect(view.text("[data-id=e1]")).toBe("one two");
  await seek(2);
  expect(view.text("[data-id=e1]")).toBe("");
  await view.tab("Tools");
  expect(view.text("[role=tabpanel]")).toBe("No tool was called in this run.");
  await view.click("[data-action=present]");
  expect(view.has("[data-tool=add]")).toBe(true);
});

it("shows its keys", async () => {
  await view.key("?");
  expect(view.has("[role=dialog]")).toBe(true);
  await view.key("Escape");
  expect(view.has("[role=dialog]")).toBe(false);
  await view.key("3");
  expect(view.text("[aria-selected=true]")).toBe("Timeline");
});

it("keeps plain keys from JupyterLab, and leaves it those with Ctrl", async () => {
  await drawn();
  const tab = view.find("[role=tab]");
  const kept = (key: string, ctrlKey = false) => {
    tab.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, bubbles: true, composed: true }));
    return tab.hasAttribute("data-lm-suppress-shortcuts");
  };
  expect([kept("d"), kept("s", true), kept("x")]).toEqual([true, false, true]);
});

it("goes where Python sends it, again when the reader moved on, and back to the present", async () => {
  const { client } = view.python;
  view.python.entry({ id: "e1", kind: "user", text: "Hi" }, 0);
  view.python.entry({ id: "e2", kind: "message", text: "Hello" }, 1000);
  view.python.entry({ id: "e3", kind: "message", text: "Bye" }, 2000);
  const shows = (...ids: string[]) =>
    vi.waitFor(() => expect(view.all("[data-kind]").map(({ dataset }) => dataset.id)).toEqual(ids));
  client.instant.value = { t: 1500 };
  await shows("e1", "e2");
  expect(view.root.dataset.replaying).toBe("true");
  await view.key("ArrowRight", view.find(".agw-scroller"));
  await shows("e1", "e2", "e3");
  client.instant.value = { t: 1500 };
  await shows("e1", "e2");
  const later = new Mounted();
  later.python.entry({ id: "e1", kind: "user", text: "Hi" }, 0);
  later.python.client.instant.value = { t: 0 };
  await vi.waitFor(() => expect(later.root.dataset.replaying).toBe("true"));
  client.instant.value = { t: null };
  await vi.waitFor(() => expect(view.root.dataset.replaying).toBeUndefined());
  view.find("[data-action=replay]").click();
  await vi.waitFor(() => expect(view.root.dataset.replaying).toBe("true"));
  await shows("e1", "e2", "e3");
});
