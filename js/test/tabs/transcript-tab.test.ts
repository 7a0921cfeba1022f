import { beforeEach, describe, expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

const revealed = () => view.all(".agw-revealed").map(({ dataset }) => dataset.id);

describe("while nothing is written", () => {
  const pending = () => (view.has(".agw-pending") ? view.text(".agw-pending") : null);

  it.each([
    [{ status: "running" }, "Waiting for the model…"],
    [{ status: "running", agent: "Refunds" }, "Waiting for Refunds…"],
    [{ status: "done" }, "Nothing happened in this run yet."],
    [{ status: "failed" }, "Nothing happened in this run yet."],
    [{ status: "done", abilities: ["say"] }, "Write a message to begin."],
  ] as const)("of a run that is %o it says what to expect", async (facts, text) => {
    view.python.facts({ ...facts, abilities: "abilities" in facts ? [...facts.abilities] : [] });
    await drawn();
    expect(pending()).toBe(text);
  });

  it("of a run that has entries and does not work it says nothing", async () => {
    view.python.facts({ status: "done" });
    view.python.entry({ id: "e1", kind: "user", text: "Hi" });
    await drawn();
    expect(pending()).toBeNull();
  });

  it("is told from while a message or a call is at work", async () => {
    const busy = () => view.find(".agw-pending").hasAttribute("data-busy");
    view.python.entry({ id: "e1", kind: "message", state: "streaming" });
    await drawn();
    expect(busy()).toBe(true);
    view.python.set("e1", { state: "done" });
    await drawn();
    expect(busy()).toBe(false);
    view.python.entry({ id: "e2", kind: "tool_call", tool: "add", state: "running" });
    view.python.entry({ id: "e3", kind: "tool_call", tool: "add", state: "done" });
    await drawn();
    expect(busy()).toBe(true);
    view.python.set("e2", { state: "failed" });
    await drawn();
    expect(busy()).toBe(false);
  });
});

it("is a log with the entries in order, which a screen reader does not speak by itself", async () => {
  for (const id of ["e1", "e2", "e3"]) view.python.entry({ id, kind: "user", text: id });
  await drawn();
  const log = view.find("[role=log]");
  expect([log.getAttribute("aria-live"), log.getAttribute("aria-label")]).toEqual(["off", "Transcript"]);
  expect([...log.querySelectorAll<HTMLElement>("[data-kind]")].map(({ dataset }) => dataset.id)).toEqual([
    "e1",
    "e2",
    "e3",
  ]);
});

describe("going to an entry", () => {
  beforeEach(() => {
    view.python.facts({ status: "waiting", detail: "Approval needed.", abilities: ["approve"] });
    view.python.entry({ id: "e1", kind: "user", text: "Hi" });
    view.python.entry({ id: "t1", kind: "tool_call", tool: "ask", call_id: "c1" });
  });

  it("marks it until the mark has faded, and takes the focus there", async () => {
    view.python.entry({ id: "t2", kind: "tool_call", tool: "pay", state: "awaiting_approval" });
    await view.tab("Usage");
    await view.click("[data-action=review]");
    expect(view.text("[aria-selected=true]")).toMatch(/^Transcript/);
    expect(revealed()).toEqual(["t2"]);
    expect(view.find("[data-id=t2]").contains(document.activeElement)).toBe(true);
    view.find("[data-id=t2]").dispatchEvent(new Event("animationend"));
    expect(revealed()).toEqual([]);
  });

  it("opens what it is nested in", async () => {
    view.python.entry({
      id: "t2",
      kind: "tool_call",
      tool: "pay",
      parent: "t1",
      state: "awaiting_approval",
    });
    await drawn();
    expect(view.has("[data-id=t2]")).toBe(false);
    await view.click("[data-action=review]");
    expect(revealed()).toEqual(["t2"]);
  });

  it("shows all agents again where its own was left out", async () => {
    view.python.row([
      { op: "put", at: ["lanes"], value: { id: "a1", name: "A" } },
      { op: "put", at: ["lanes"], value: { id: "a2", name: "B" } },
    ]);
    view.python.entry({ id: "t2", kind: "tool_call", tool: "pay", agent: "B", state: "awaiting_approval" });
    await drawn();
    await view.click("[data-lane=A] button");
    expect(view.has("[data-id=t2]")).toBe(false);
    await view.click("[data-action=review]");
    expect(revealed()).toEqual(["t2"]);
  });

  it("happens once: what comes later stays where it is", async () => {
    view.python.entry({ id: "t2", kind: "tool_call", tool: "pay", state: "awaiting_approval" });
    await drawn();
    await view.click("[data-action=review]");
    view.find("[data-id=t2]").dispatchEvent(new Event("animationend"));
    view.python.entry({ id: "e9", kind: "notice", text: "later" });
    await drawn();
    expect(revealed()).toEqual([]);
  });
});

describe("asking again", () => {
  it("is offered where the run can and something was said", async () => {
    view.python.facts({ status: "done", abilities: ["retry"] });
    await drawn();
    expect(view.has("[data-action=retry]")).toBe(false);
    view.python.entry({ id: "e1", kind: "user", text: "Hi" });
    await drawn();
    await view.click("[data-action=retry]");
    expect(view.python.sent).toEqual([{ type: "retry" }]);
    view.python.facts({ abilities: [] });
    await drawn();
    expect(view.has("[data-action=retry]")).toBe(false);
  });
});

describe("the budget", () => {
  const card = () => view.has("[role=group][aria-label=Budget]");

  it("asks for more where the run waits because of it, and only then", async () => {
    view.python.facts({ status: "running", budget: { tokens: 100 }, usage: { input_tokens: 120 } });
    await drawn();
    expect(card()).toBe(false);
    view.python.facts({ status: "waiting" });
    await drawn();
    expect(card()).toBe(true);
    await view.click("[data-action=allow-more]");
    expect(view.python.sent).toEqual([{ type: "budget", add_tokens: 120 }]);
    view.python.facts({ budget: {} });
    await drawn();
    expect(card()).toBe(false);
  });

  it("asks for nothing where nobody could answer", async () => {
    view = new Mounted({ live: false });
    view.python.facts({ status: "waiting", budget: { usd: 1 }, cost: 2 });
    await drawn();
    expect(card()).toBe(false);
  });
});

describe("the end of the transcript", () => {
  let scroller: HTMLElement;
  let height: number;
  const scrollTo = async (top: number) => {
    scroller.scrollTop = top;
    scroller.dispatchEvent(new Event("scroll"));
    await drawn();
  };
  beforeEach(async () => {
    view.python.entry({ id: "e1", kind: "message", text: "Hello" });
    await drawn();
    height = 1000;
    scroller = view.find(".agw-scroller");
    Object.defineProperties(scroller, {
      scrollHeight: { get: () => height },
      clientHeight: { get: () => 100 },
    });
    await scrollTo(900);
  });

  it("stays in sight while the run goes on", async () => {
    height = 2000;
    view.python.entry({ id: "e2", kind: "message", text: "Bye" });
    await drawn();
    expect(scroller.scrollTop).toBe(2000);
    expect(view.has("[data-action=latest]")).toBe(false);
  });

  it("is left to a reader who scrolled up, until they come back", async () => {
    await scrollTo(400);
    height = 2000;
    view.python.entry({ id: "e2", kind: "message", text: "Bye" });
    await drawn();
    expect(scroller.scrollTop).toBe(400);
    await view.click("[data-action=latest]");
    expect(scroller.scrollTop).toBe(2000);
    expect(view.has("[data-action=latest]")).toBe(false);
  });

  it("is reached again by scrolling there", async () => {
    await scrollTo(400);
    expect(view.has("[data-action=latest]")).toBe(true);
    await scrollTo(895);
    expect(view.has("[data-action=latest]")).toBe(false);
  });
});
