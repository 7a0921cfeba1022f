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
  await view.tab("Timeline");
}

const labels = () => view.all("[data-bar]").map((bar) => bar.getAttribute("aria-label"));

it("says that there is nothing where no model was asked", async () => {
  view.python.row([put("lanes", { id: "a1", name: "A" })]);
  view.python.entry({ id: "e1", kind: "user", text: "Hi" });
  await view.tab("Timeline");
  expect(view.text("[role=tabpanel]")).toBe("No model was asked in this run yet.");
});

it("lays out model calls and tools over time, and leads to their entries", async () => {
  await threeCalls();
  const call = { id: "m1", agent: "A", turn: 1, model: "gpt", started: 0, first_token: 500, ended: 2500 };
  view.python.row([put("calls", { ...call, input_tokens: 10, output_tokens: 100 })]);
  await view.tab("Timeline");
  const bar = view.find("[data-bar=call]");
  expect(bar.getAttribute("aria-label")).toBe(
    "Model call 1 · gpt · at 0 ms · took 2.5 s · first token after 500 ms · 50 tok/s · 110 tok",
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

it("has a lane for each agent that did something, in its colour", async () => {
  view.python.row([put("lanes", { id: "a0", name: "Idle" })]);
  await threeCalls();
  const lanes = view.all(".agw-bar-lane");
  expect(lanes.map((lane) => lane.querySelector(".agw-bar-name")!.textContent)).toEqual(["A", "B"]);
  expect(lanes.map((lane) => lane.classList.contains("agw-lane-1"))).toEqual([true, false]);
  expect(lanes[1]!.classList.contains("agw-lane-2")).toBe(true);
  expect(lanes.map((lane) => lane.querySelectorAll("[data-bar]").length)).toEqual([1, 2]);
});

it("calls an agent without a name what it is", async () => {
  view.python.row([put("calls", { id: "m1", started: 0, ended: 900, turn: 1 })]);
  await view.tab("Timeline");
  expect(view.text(".agw-bar-name")).toBe("Agent");
  expect(labels()).toEqual(["Model call 1 · at 0 ms · took 900 ms"]);
});

describe("a bar", () => {
  it("lies where its time is on the axis, which ends at a round time", async () => {
    await threeCalls();
    view.python.facts({ status: "done", ended: 3500 });
    await drawn();
    expect(view.all(".agw-axis span").map((tick) => tick.textContent)).toEqual([
      "0 s",
      "1 s",
      "2 s",
      "3 s",
      "4 s",
    ]);
    const bar = view.find("[data-tone=failed]");
    expect(bar.style.getPropertyValue("inset-inline-start")).toBe("25%");
    expect(bar.style.getPropertyValue("inline-size")).toBe("12.5%");
  });

  it("of a model request says how much of it passed before the first token", async () => {
    view.python.row([put("calls", { id: "m1", started: 1000, first_token: 1500, ended: 3000 })], { t: 3000 });
    await view.tab("Timeline");
    expect(view.find("[data-bar=call]").style.getPropertyValue("--agw-first")).toBe("25%");
  });

  it("of a call that took no time is there still", async () => {
    view.python.entry({ id: "e1", kind: "tool_call", tool: "add", started: 500, ended: 500 }, 1000);
    await view.tab("Timeline");
    expect(parseFloat(view.find("[data-bar=tool]").style.getPropertyValue("inline-size"))).toBeGreaterThan(0);
  });

  it("grows while the call runs, and ends with it", async () => {
    view.python.entry({ id: "e1", kind: "tool_call", tool: "add", state: "running", started: 0 }, 1000);
    await view.tab("Timeline");
    expect(labels()).toEqual(["add · running · at 0 ms · took 1.0 s"]);
    view.python.row([], { t: 8000 });
    await drawn();
    expect(labels()).toEqual(["add · running · at 0 ms · took 8.0 s"]);
    view.python.set("e1", { state: "failed", ended: 8500 });
    await drawn();
    expect(labels()).toEqual(["add · failed · at 0 ms · took 8.5 s"]);
  });

  it("is described below where the pointer or the focus is", async () => {
    await threeCalls();
    const description = () => view.text(".agw-bar-description");
    expect(description()).toContain("Point at a bar");
    view.find("[data-tone=failed]").focus();
    await drawn();
    expect(description()).toBe("div · failed · at 1.0 s · took 500 ms");
    view.find("[data-bar=tool]").dispatchEvent(new PointerEvent("pointerenter"));
    await drawn();
    expect(description()).toBe("add · done · at 0 ms · took 3.0 s");
  });

  it("is a button that the Tab key reaches, and has the name of its tool on it", async () => {
    await threeCalls();
    const bars = view.all("[data-bar]");
    expect(bars.map((bar) => [bar.tagName, bar.tabIndex])).toEqual(Array(3).fill(["BUTTON", 0]));
    expect(bars.map((bar) => bar.textContent)).toEqual(["add", "div", "add"]);
  });

  it("of a model request leads to the first entry that came of it", async () => {
    const request = { agent: "A", started: 0, ended: 100 };
    view.python.row([
      put("calls", { id: "m1", turn: 1, ...request }),
      put("calls", { id: "m2", turn: 2, ...request }),
    ]);
    view.python.entry({ id: "u1", kind: "user", text: "Hi" });
    view.python.entry({ id: "e1", kind: "message", agent: "A", turn: 1, text: "one" });
    view.python.entry({ id: "e2", kind: "message", agent: "B", turn: 2, text: "another's" });
    view.python.entry({ id: "e3", kind: "message", agent: "A", turn: 2, text: "two" });
    view.python.entry({ id: "e4", kind: "message", agent: "A", turn: 2, text: "three" });
    await view.tab("Timeline");
    view.all("[data-bar=call]")[1]!.click();
    await drawn();
    expect(view.all(".agw-revealed").map(({ dataset }) => dataset.id)).toEqual(["e3"]);
    expect(view.find("[data-id=e3]").contains(document.activeElement)).toBe(true);
  });

  it("of a model request that brought nothing leads nowhere", async () => {
    view.python.row([put("calls", { id: "m1", turn: 1, started: 0 })]);
    await view.tab("Timeline");
    await view.click("[data-bar=call]");
    expect(view.text("[aria-selected=true]")).toBe("Timeline");
  });
});

describe("a wait for approval", () => {
  const state = (value: string, t: number) =>
    view.python.row([{ op: "set", at: ["entries", "e1", "state"], value }], { t });

  it("has a bar for each time, also when the view is drawn anew", async () => {
    view.python.entry({ id: "e1", kind: "tool_call", tool: "pay", state: "streaming" }, 0);
    state("awaiting_approval", 1000);
    state("running", 2000);
    state("awaiting_approval", 3000);
    await view.tab("Timeline");
    const expected = (end: string) => [
      "pay waited for approval · at 1.0 s · took 1.0 s",
      `pay waited for approval · at 3.0 s · took ${end}`,
    ];
    expect(labels()).toEqual(expected("0 ms"));
    view.python.row([], { t: 5000 });
    await drawn();
    expect(labels()).toEqual(expected("2.0 s"));
    state("running", 6000);
    await drawn();
    expect(labels().filter((label) => label!.includes("waited"))).toEqual(expected("3.0 s"));
  });

  it("leads to the call that waited", async () => {
    view.python.entry({ id: "e1", kind: "tool_call", tool: "pay", state: "streaming" }, 0);
    state("awaiting_approval", 1000);
    await view.tab("Timeline");
    await view.click("[data-bar=wait]");
    expect(view.all(".agw-revealed").map(({ dataset }) => dataset.id)).toEqual(["e1"]);
  });

  it("of the future is not shown in a replay", async () => {
    view.python.entry({ id: "e1", kind: "tool_call", tool: "pay", state: "running", started: 0 }, 500);
    state("awaiting_approval", 1000);
    state("running", 4000);
    view.python.client.instant.value = { t: 600 };
    await view.tab("Timeline");
    await vi.waitFor(() => expect(labels()).toEqual(["pay · running · at 0 ms · took 600 ms"]));
  });
});
