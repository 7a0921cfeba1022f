import { beforeEach, describe, expect, it, vi } from "vitest";
import type { EventRow } from "../../src/kernel/messages";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

const row = (n: number, fields: Partial<EventRow> = {}): EventRow => ({
  n,
  t: n * 100,
  kind: "raw",
  type: "response.created",
  summary: `number ${n}`,
  ...fields,
});

async function deliver(...rows: EventRow[]): Promise<void> {
  const from = rows[0]?.n ?? 0;
  const total = from + rows.reduce((sum, { count = 1 }) => sum + count, 0);
  view.python.deliver({ type: "events", from, total, rows });
  await drawn();
}

const summaries = () => view.all(".agw-event-summary").map((summary) => summary.textContent);
const counted = () => view.text(".agw-filters .agw-muted");

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
  view.python.deliver({ type: "event", n: 1, json: '{"name": "tool_called"}' });
  await drawn();
  expect(view.text(".agw-event-json")).toContain("tool_called");
  await view.tab("Usage");
  expect(view.python.commands("events").at(-1)).toEqual({ type: "events", from: 2, open: false });
});

it("says that there are none yet", async () => {
  await view.tab("Events");
  expect(view.text("[role=tabpanel]")).toContain("No events yet.");
  expect(counted()).toBe("0 of 0 events");
});

it("says that the kernel has them, where there is none", async () => {
  view = new Mounted({ live: false });
  await view.tab("Events");
  expect(view.text("[role=tabpanel]")).toBe(
    "The events as they came are kept by the kernel, which is not connected.",
  );
});

it("keeps what came before the kernel went away", async () => {
  await view.tab("Events");
  await deliver(row(0));
  view.python.client.connection.onDisconnect();
  await vi.advanceTimersByTimeAsync(5000);
  expect(view.has(".agw-recorded")).toBe(true);
  expect(summaries()).toEqual(["number 0"]);
});

it("shows the time, the kind, the type and the amount of each", async () => {
  await view.tab("Events");
  await deliver(
    row(0, { kind: "agent", type: "agent_updated", t: 1234 }),
    row(1, { type: "x.delta", count: 12 }),
  );
  const lines = view
    .all(".agw-event-line")
    .map((line) => [...line.children].map((part) => part.textContent.trim()));
  expect(lines).toEqual([
    ["1.2 s", "agent", "agent_updated", "number 0"],
    ["100 ms", "raw", "x.delta", "×12", "number 1"],
  ]);
  expect(counted()).toBe("13 of 13 events");
});

it("lengthens the row of deltas that go on", async () => {
  await view.tab("Events");
  await deliver(row(0, { type: "x.delta", count: 2 }));
  const line = view.find(".agw-event");
  await deliver(row(2, { type: "x.delta", count: 3 }));
  expect(view.all(".agw-event")).toEqual([line]);
  expect([view.text(".agw-count"), view.text(".agw-event-summary")]).toEqual(["×5", "number 2"]);
});

describe("the filters", () => {
  beforeEach(async () => {
    await view.tab("Events");
    await deliver(
      row(0, { summary: "Model ALPHA" }),
      row(1, { kind: "item", type: "tool_called", summary: "add alpha" }),
      row(2, { kind: "agent", type: "agent_updated", summary: "Beta" }),
      row(3, { kind: "other", type: "note", summary: "alpha beta" }),
    );
  });

  it.each([
    ["alpha", [0, 1, 3]],
    ["ALPHA  beta", [3]],
    ["tool_c", [1]],
    ["tool beta", []],
    [" ", [0, 1, 2, 3]],
  ])("find each word of %j in type or summary", async (query, found) => {
    const all = summaries();
    await view.type("[type=search]", query);
    expect(summaries()).toEqual(found.map((n) => all[n]));
    expect(counted()).toBe(`${found.length} of 4 events`);
  });

  it("hide and show each kind", async () => {
    const all = summaries();
    const button = (kind: string) => `.agw-kind[data-event-kind=${kind}]`;
    await view.click(button("raw"));
    await view.click(button("other"));
    expect(summaries()).toEqual([all[1], all[2]]);
    const pressed = view.all(".agw-kind").map((kind) => kind.getAttribute("aria-pressed"));
    expect(pressed).toEqual(["false", "true", "true", "false"]);
    await view.click(button("raw"));
    expect(summaries()).toEqual([all[0], all[1], all[2]]);
  });

  it("say so when nothing is left", async () => {
    await view.type("[type=search]", "nowhere");
    expect(view.text(".agw-empty")).toBe("No events yet.");
  });
});

describe("a long stream", () => {
  it("begins with its end, and shows what was earlier in pages", async () => {
    await view.tab("Events");
    await deliver(...Array.from({ length: 1201 }, (_, n) => row(n, { type: `event ${n}` })));
    const shown = () => [view.all(".agw-event").length, view.text(".agw-event code"), counted()];
    expect(shown()).toEqual([500, "event 701", "500 of 1,201 events"]);
    expect(view.text(".agw-link")).toBe("Show 701 earlier");
    await view.click(".agw-link");
    expect(shown()).toEqual([1000, "event 201", "1,000 of 1,201 events"]);
    expect(view.text(".agw-link")).toBe("Show 201 earlier");
    await view.click(".agw-link");
    expect(shown()).toEqual([1201, "event 0", "1,201 of 1,201 events"]);
    expect(view.has(".agw-panel .agw-link")).toBe(false);
  });
});

describe("the JSON of an event", () => {
  beforeEach(async () => {
    await view.tab("Events");
    await deliver(row(0), row(1));
  });

  it("is fetched when it is opened, and only once", async () => {
    const line = view.all(".agw-event-line")[1]!;
    line.click();
    await drawn();
    expect(line.getAttribute("aria-expanded")).toBe("true");
    expect(view.text(".agw-event-json")).toBe("Loading…");
    expect(view.find(".agw-event-json").getAttribute("aria-label")).toBe("JSON of event 1");
    view.python.deliver({
      type: "event",
      n: 1,
      json: '{"model": "gpt", "id": 1610521604143693812, "rate": 1.0}',
    });
    await drawn();
    expect(view.text(".agw-event-json")).toContain("gpt");
    expect(view.texts(".agw-event-json .agw-json-number")).toEqual(["1610521604143693812", "1.0"]);
    line.click();
    await drawn();
    expect(view.has(".agw-event-json")).toBe(false);
    line.click();
    await drawn();
    expect(view.text(".agw-event-json")).toContain("gpt");
    expect(view.python.commands("event")).toHaveLength(1);
  });

  it("is of its event, whatever else is open", async () => {
    for (const line of view.all(".agw-event-line")) line.click();
    view.python.deliver({ type: "event", n: 1, json: '{"name": "second"}' });
    view.python.deliver({ type: "event", n: 0, json: '{"name": "first"}' });
    await drawn();
    const texts = view.all(".agw-event").map((event) => event.querySelector(".agw-event-json")!.textContent);
    expect(texts[0]).toContain("first");
    expect(texts[1]).toContain("second");
  });
});

it("shows in a replay what had come by then", async () => {
  view.python.entry({ id: "e1", kind: "user", text: "Hi" }, 100);
  view.python.entry({ id: "e2", kind: "message", text: "Hello" }, 900);
  await view.tab("Events");
  await deliver(row(0, { t: 50 }), row(1, { t: 100 }), row(2, { t: 800 }));
  view.python.client.instant.value = { t: 500 };
  await vi.waitFor(() => expect(summaries()).toEqual(["number 0", "number 1"]));
  view.python.client.instant.value = { t: null };
  await vi.waitFor(() => expect(summaries()).toEqual(["number 0", "number 1", "number 2"]));
});
