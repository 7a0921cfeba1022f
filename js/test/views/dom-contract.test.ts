import { beforeEach, expect, it } from "vitest";
import { put } from "../fake-python";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

async function handedOver(): Promise<void> {
  view.python.row([
    put("lanes", { id: "a1", name: "Triage" }),
    { op: "set", at: ["agent"], value: "Triage" },
  ]);
  view.python.entry({ id: "e1", kind: "user", text: "Help" });
  view.python.entry({ id: "e2", kind: "message", agent: "Triage", text: "Sure." });
  view.python.entry({ id: "e3", kind: "handoff", agent: "Triage", tool: "to_refunds", state: "streaming" });
  view.python.row([
    put("entries", {
      id: "e3",
      kind: "handoff",
      agent: "Triage",
      source: "Triage",
      target: "Refunds",
      text: "money",
    }),
    put("lanes", { id: "a2", name: "Refunds" }),
    { op: "set", at: ["agent"], value: "Refunds" },
  ]);
  await drawn();
}

it("says how the run stands, who acts and what it has", async () => {
  view.python.facts({ agent: "Triage", status: "waiting" });
  await drawn();
  expect({ ...view.root.dataset }).toMatchObject({ status: "waiting", agent: "Triage", seq: "1" });
});

it("marks each entry", async () => {
  await handedOver();
  expect(
    view.all("[data-kind]").map(({ dataset }) => [dataset.id, dataset.kind, dataset.agent, dataset.state]),
  ).toEqual([
    ["e1", "user", "", "done"],
    ["e2", "message", "Triage", "done"],
    ["e3", "handoff", "Triage", "done"],
  ]);
});

it("moves the baton at a handoff, and tells who, whom and why", async () => {
  await handedOver();
  expect(view.all("[data-lane]").map(({ dataset }) => [dataset.lane, dataset.active !== undefined])).toEqual([
    ["Triage", false],
    ["Refunds", true],
  ]);
  expect({ ...view.find("[data-kind=handoff]").dataset }).toMatchObject({ from: "Triage", to: "Refunds" });
  expect(view.text("[data-kind=handoff]")).toContain("Triage handed over to Refundsmoney");
});

it("shows a handoff that still streams", async () => {
  view.python.entry({ id: "e1", kind: "message", agent: "Triage", text: "Sure." });
  view.python.entry({ id: "e2", kind: "handoff", agent: "Triage", tool: "to_refunds", state: "streaming" });
  view.python.append("e2", "arguments", '{"reason": "mon');
  await drawn();
  expect({ ...view.find("[data-id=e2]").dataset }).toMatchObject({ kind: "handoff", from: "Triage" });
  expect(view.text("[data-id=e2]")).toBe("Triage is handing over…mon");
  expect(view.has("table")).toBe(false);
});

it("takes a tool call through its states in one row", async () => {
  const states: string[] = [];
  const see = async () => {
    await drawn();
    const { dataset } = view.find("tr[data-tool=add]");
    states.push(`${dataset.id} ${dataset.kind} ${dataset.state}: ${view.text("td.agw-col-result")}`);
  };
  view.python.entry({ id: "e1", kind: "tool_call", tool: "add", call_id: "c1", state: "streaming" });
  view.python.append("e1", "arguments", '{"a": 1, "b"');
  await see();
  expect(view.text("td.agw-col-arguments")).toBe("a=1");
  view.python.set("e1", { state: "running", progress: 0.4, log: "page 1\npage 2\n" });
  await see();
  view.python.set("e1", { state: "awaiting_approval" });
  await see();
  view.python.set("e1", { state: "denied", output: "No, thanks." });
  await see();
  view.python.set("e1", { state: "failed", output: "ValueError: b" });
  await see();
  view.python.set("e1", { state: "cancelled" });
  await see();
  view.python.set("e1", { state: "done", output: "3" });
  await see();
  expect(states).toEqual([
    "e1 tool_call streaming: writing arguments",
    "e1 tool_call running: 40 %page 2",
    "e1 tool_call awaiting_approval: needs your approval",
    "e1 tool_call denied: No, thanks.",
    "e1 tool_call failed: ValueError: b",
    "e1 tool_call cancelled: cancelled",
    "e1 tool_call done: 3",
  ]);
});

it("puts calls that follow each other into one table", async () => {
  view.python.entry({ id: "e1", kind: "tool_call", tool: "a", agent: "A" });
  view.python.entry({ id: "e2", kind: "tool_call", tool: "b", agent: "A" });
  view.python.entry({ id: "e3", kind: "message", text: "so", agent: "A" });
  view.python.entry({ id: "e4", kind: "tool_call", tool: "c", agent: "A" });
  await drawn();
  expect(view.all("table").map((table) => table.querySelectorAll("[data-tool]").length)).toEqual([2, 1]);
});

it("names the speaker where the speaker changes", async () => {
  await handedOver();
  view.python.entry({ id: "e4", kind: "message", agent: "Refunds", text: "Hello" });
  view.python.entry({ id: "e5", kind: "message", agent: "Refunds", text: "again" });
  await drawn();
  expect(view.all(".agw-speaker").map((speaker) => speaker.textContent)).toEqual([
    "You",
    "Triage",
    "Refunds",
  ]);
});

it("has real tabs that arrows move between", async () => {
  const selected = () => view.text("[role=tab][aria-selected=true]");
  const first = view.find("[role=tab]");
  await view.key("ArrowRight", first);
  expect(selected()).toBe("Tools");
  await view.key("End", first);
  expect(selected()).toBe("Usage");
  await view.key("ArrowRight", first);
  expect(selected()).toBe("Transcript");
  const panel = view.find("[role=tabpanel]");
  expect(panel.getAttribute("aria-labelledby")).toBe(view.find("[aria-selected=true]").id);
});

it("shows what the model wrote as it comes, in the same element", async () => {
  view.python.entry({ id: "e1", kind: "message", state: "streaming", text: "A **bo" });
  await drawn();
  const host = view.find("[data-id=e1] .agw-text");
  view.python.append("e1", "text", "ld** word");
  expect(host.querySelector("strong")?.textContent).toBe("bold");
  view.python.set("e1", { state: "done" });
  await drawn();
  expect(view.find("[data-id=e1] .agw-text")).toBe(host);
  expect(host.textContent.trim()).toBe("A bold word");
});

it("shows structured output as a tree", async () => {
  view.python.entry({ id: "e1", kind: "message", state: "streaming", format: "json", text: '{"day": "Mon' });
  await drawn();
  view.python.append("e1", "text", 'day"}');
  await drawn();
  expect(view.text("[data-id=e1] .agw-json")).toContain("Monday");
});

it("folds reasoning with its duration", async () => {
  view.python.entry({ id: "e1", kind: "reasoning", text: "Hm.", started: 1000, ended: 3400 });
  await drawn();
  expect(view.text("[data-id=e1]")).toBe("Thought for 2.4 s");
  await view.click("[data-id=e1] button");
  expect(view.text("[data-id=e1]")).toContain("Hm.");
});

it("strikes out what a guardrail took back, with its name", async () => {
  view.python.entry({ id: "e1", kind: "message", text: "Bad.", state: "retracted" });
  view.python.entry({
    id: "e2",
    kind: "guardrail",
    guardrail: "no_bad",
    text: "It is bad.",
    state: "failed",
  });
  await drawn();
  view.python.set("e1", { ended: 5 });
  await drawn();
  expect(view.text("[data-id=e1]")).toContain("Retracted by no_bad");
  expect(view.text("[data-id=e2]")).toContain("It is bad.");
});

it("tells an error, what to do, and keeps its traceback folded", async () => {
  const error = {
    error: "APIConnectionError",
    text: "Connection error.",
    hint: "Start the server.",
    traceback: "Trace",
  };
  view.python.entry({ id: "e1", kind: "error", state: "failed", ...error });
  await drawn();
  expect(view.text("[data-id=e1]")).toContain("APIConnectionError: Connection error.Start the server.");
  expect(view.find<HTMLDetailsElement>("[data-id=e1] details").open).toBe(false);
});

it("nests what an agent does inside a tool, open while it runs", async () => {
  view.python.entry({ id: "e1", kind: "tool_call", tool: "research", agent: "A", state: "running" });
  view.python.entry({ id: "e2", kind: "message", parent: "e1", agent: "B", text: "Looking." });
  await drawn();
  expect(view.text(".agw-nested [data-id=e2]")).toBe("Looking.");
  expect(view.all(".agw-entries > .agw-block")).toHaveLength(1);
  view.python.set("e1", { state: "done", output: "found" });
  await drawn();
  expect(view.has(".agw-nested [data-id=e2]")).toBe(true);
  await view.click("tr[data-tool=research] button");
  expect(view.has(".agw-nested")).toBe(false);
});

it("says Demo for a scripted model", async () => {
  view.python.facts({ model: "demo" });
  await drawn();
  expect(view.text(".agw-model")).toBe("Demo");
  expect(view.find(".agw-model").title).toContain("scripted");
});

it("takes hostile names as text", async () => {
  const name = '<img src=x onerror="boom()">';
  view.python.row([put("lanes", { id: "a1", name }), { op: "set", at: ["agent"], value: name }]);
  view.python.entry({
    id: "e1",
    kind: "tool_call",
    agent: name,
    tool: name,
    arguments: `{"a": ${JSON.stringify(name)}}`,
  });
  view.python.entry({ id: "e2", kind: "error", text: name, hint: name, error: name, state: "failed" });
  await drawn();
  expect(view.has("img")).toBe(false);
  expect(view.find("[data-lane]").dataset.lane).toBe(name);
});

it.each([
  ["characters", "word ".repeat(400)],
  ["lines", "a line\n".repeat(20)],
])("shows the beginning of a prompt of many %s, and the rest when asked", async (_, text) => {
  const view = new Mounted();
  view.python.entry({ id: "e1", kind: "user", text: "A short one" });
  view.python.entry({ id: "e2", kind: "user", text });
  await drawn();
  expect(view.all(".agw-clamped").length).toBe(1);
  const more = () => view.find("[data-id=e2] [data-action=show-more]");
  expect([more().textContent, more().getAttribute("aria-expanded")]).toEqual(["Show more", "false"]);
  await view.click("[data-action=show-more]");
  expect(view.has(".agw-clamped")).toBe(false);
  expect([more().textContent, more().getAttribute("aria-expanded")]).toEqual(["Show less", "true"]);
});
