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
    ["#0", "1.234 s", "agent", "agent_updated", "number 0"],
    ["#1–12", "100 ms", "raw", "x.delta", "×12", "number 1"],
  ]);
  expect(counted()).toBe("13 of 13 events");
});

it("lengthens the row of deltas that go on", async () => {
  await view.tab("Events");
  await deliver(row(0, { type: "x.delta", count: 2 }));
  const line = view.find(".agw-event");
  await deliver(row(0, { type: "x.delta", count: 5, summary: "longer" }));
  expect(view.all(".agw-event")).toEqual([line]);
  expect([view.text(".agw-event .agw-count"), view.text(".agw-event-summary")]).toEqual(["×5", "longer"]);
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
    ["#2", [2]],
    ["alpha #3", [3]],
    ["#9", []],
    ["100", [1]],
    ["0 ms", [0]],
    ["300 ms beta", [3]],
  ])("find each word of %j in type, summary or time", async (query, found) => {
    const all = summaries();
    await view.type("[type=search]", query);
    expect(summaries()).toEqual(found.map((n) => all[n]));
    expect(counted()).toBe(`${found.length} of 4 events`);
  });

  it("find the time of any event of a row that has come", async () => {
    await deliver(row(4, { t: 1_234, count: 3, times: [1_234, 1_500, 12_000] }));
    for (const query of ["1.2", "1.500 s", "12.0"]) {
      await view.type("[type=search]", query);
      expect(summaries()).toEqual(["number 4"]);
    }
    await view.type("[type=search]", "2.000");
    expect(summaries()).toEqual([]);
  });

  it("have Python search the whole events, once nothing more is typed", async () => {
    const all = summaries();
    await view.type("[type=search]", "need");
    await view.type("[type=search]", "needle");
    expect(summaries()).toEqual([]);
    await vi.advanceTimersByTimeAsync(300);
    expect(view.python.commands("event_search")).toEqual([{ type: "event_search", query: "needle" }]);
    view.python.deliver({ type: "event_search", query: "needle", rows: [1, 3] });
    await drawn();
    expect(summaries()).toEqual([all[1], all[3]]);
    await view.type("[type=search]", "needles");
    expect(summaries()).toEqual([]);
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
    expect(view.text(".agw-empty")).toBe("No event matches.");
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

describe("a row of deltas", () => {
  const DELTAS = { type: "x.delta", count: 3, times: [100, 200, 900], summary: "abc" };
  const PARTS = ["a", "b", "c"].map((summary, at) =>
    row(at + 1, { type: "x.delta", summary, t: DELTAS.times[at]! }),
  );

  beforeEach(async () => {
    view.python.entry({ id: "e1", kind: "user", text: "Hi" }, 0);
    view.python.entry({ id: "e2", kind: "message", text: "abc" }, 900);
    await view.tab("Events");
    await deliver(row(0, { t: 50 }), row(1, { t: 100, ...DELTAS }));
  });

  it("opens into all of its events, each with its own number, time and JSON", async () => {
    view.all(".agw-event-line")[1]!.click();
    await drawn();
    expect(view.python.commands("event_parts")).toEqual([{ type: "event_parts", n: 1 }]);
    view.python.deliver({ type: "event_parts", n: 1, rows: PARTS });
    await drawn();
    const lines = view.texts(".agw-event-parts .agw-event-line");
    expect(lines.map((line) => line.slice(0, 9))).toEqual(["#1100 msr", "#2200 msr", "#3900 msr"]);
    view.all(".agw-event-parts .agw-event-line")[1]!.click();
    await drawn();
    expect(view.python.commands("event")).toEqual([{ type: "event", n: 2 }]);
  });

  it("asks for its events again once it has grown, while it is open", async () => {
    view.all(".agw-event-line")[1]!.click();
    await drawn();
    await deliver(row(1, { t: 100, ...DELTAS, count: 4, times: [...DELTAS.times, 950] }));
    expect(view.python.commands("event_parts")).toHaveLength(2);
  });

  it("has in a replay the events up to then, and what they said", async () => {
    view.python.client.instant.value = { t: 500 };
    await vi.waitFor(() => expect(view.text(".agw-event .agw-count")).toBe("×2"));
    expect(view.texts(".agw-event-line").map((line) => line.slice(0, 12))).toEqual([
      "#050 msrawre",
      "#1–2100 msra",
    ]);
    expect([view.text(".agw-event .agw-count"), summaries()[1], counted()]).toEqual([
      "×2",
      "",
      "3 of 3 events",
    ]);
    view.python.deliver({ type: "event_parts", n: 1, rows: PARTS });
    await drawn();
    expect(summaries()[1]).toBe("ab");
    view.all(".agw-event-line")[1]!.click();
    await drawn();
    expect(view.all(".agw-event-parts .agw-event")).toHaveLength(2);
  });
});

describe("an event and what it drew", () => {
  beforeEach(async () => {
    view.python.entry({ id: "e1", kind: "user", text: "Hi" }, 0);
    view.python.entry({ id: "e2", kind: "message", text: "Hello" }, 900);
    await view.tab("Events");
    await deliver(row(0), row(1, { entry: "e2" }), row(2, { entry: "gone" }));
  });

  it("lead to each other", async () => {
    expect(view.all("[data-action=show-entry]")).toHaveLength(1);
    await view.click("[data-action=show-entry]");
    expect(view.find("[aria-selected=true]").textContent).toContain("Transcript");
    expect(view.text("[data-action=back-to-event]")).toBe("Back to event #1");
    await view.click("[data-action=back-to-event]");
    await vi.waitFor(() => expect(document.activeElement).toBe(view.all(".agw-event-line")[1]));
  });

  it("are found by the key e, though a filter hides the event", async () => {
    await view.type("[type=search]", "nowhere");
    await view.tab("Transcript");
    expect(view.has("[data-action=back-to-event]")).toBe(false);
    await view.key("e", view.find("[data-id=e2]"));
    await drawn();
    await vi.waitFor(() => expect(document.activeElement).toBe(view.all(".agw-event-line")[1]));
  });
});

it("has the rows sent anew when Python takes something back", async () => {
  await view.tab("Events");
  await deliver(row(0, { entry: "e1" }));
  view.python.deliver({ type: "snapshot", seq: 9, t: 0, transcript: {} });
  await drawn();
  expect(view.python.commands("events").at(-1)).toMatchObject({ from: 0, open: true });
  expect(view.all(".agw-event")).toEqual([]);
});
