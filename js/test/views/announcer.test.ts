import { beforeEach, describe, expect, it } from "vitest";
import { put } from "../fake-python";
import type { RunStatus } from "../../src/transcript/schema";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
let spoken: string[];
beforeEach(async () => {
  view = new Mounted();
  spoken = [];
  await drawn();
});

/** Note what the live region says now, where that is new. */
async function listen(): Promise<void> {
  await drawn();
  const words = view.text("[role=status]");
  if (words && words !== spoken.at(-1)) spoken.push(words);
}

it("speaks start, handoff, approval and the end, and nothing else", async () => {
  const { python } = view;
  await listen();
  python.row([put("lanes", { id: "a1", name: "A" }), { op: "set", at: ["agent"], value: "A" }]);
  python.entry({ id: "e1", kind: "user", text: "Hi" });
  await listen();
  python.entry({ id: "e2", kind: "message", agent: "A", state: "streaming" });
  python.append("e2", "text", "many words");
  await listen();
  python.entry({ id: "e3", kind: "handoff", source: "A", target: "B" });
  await listen();
  python.entry({ id: "e4", kind: "tool_call", tool: "pay", state: "awaiting_approval" });
  await listen();
  python.set("e4", { state: "done" });
  await listen();
  python.facts({ status: "done", ended: 100 });
  await listen();
  expect(spoken).toEqual([
    "A started.",
    "A handed over to B.",
    "pay needs your approval.",
    "The run is done.",
  ]);
});

describe("how a run ended", () => {
  it.each<[RunStatus, string[]]>([
    ["done", ["The run is done."]],
    ["failed", ["The run failed."]],
    ["cancelled", ["The run was stopped."]],
    ["waiting", []],
  ])("is spoken: %s", async (status, words) => {
    view.python.facts({ status });
    await listen();
    expect(spoken).toEqual(words);
  });

  it("is spoken for each question of a conversation", async () => {
    for (const status of ["done", "running", "failed"] as const) {
      view.python.facts({ status });
      await listen();
    }
    expect(spoken).toEqual(["The run is done.", "The run failed."]);
  });

  it("is not spoken of a run that was over when the page was loaded", async () => {
    const entries = [{ id: "e1", kind: "message" as const, text: "Hello" }];
    view = new Mounted();
    view.python.client.loadSnapshot({ seq: 3, t: 0, transcript: { status: "done", entries } });
    view.python.entry({ id: "e2", kind: "notice", text: "late" });
    await listen();
    expect(spoken).toEqual([]);
  });
});

it("speaks of a handoff once it is done, not while it is written", async () => {
  view.python.entry({ id: "e1", kind: "message", agent: "A", text: "One moment." });
  await listen();
  view.python.entry({ id: "e2", kind: "handoff", source: "A", target: "B", state: "streaming" });
  await listen();
  view.python.set("e2", { state: "done" });
  await listen();
  expect(spoken).toEqual(["The run started.", "A handed over to B."]);
});

it("speaks of each tool that needs approval", async () => {
  view.python.entry({ id: "e1", kind: "tool_call", tool: "pay", state: "awaiting_approval" });
  await listen();
  view.python.row([
    { op: "set", at: ["entries", "e1", "state"], value: "running" },
    put("entries", { id: "e2", kind: "tool_call", tool: "mail", state: "awaiting_approval" }),
  ]);
  await listen();
  expect(spoken).toEqual(["pay needs your approval.", "mail needs your approval."]);
});

it("says nothing of a replay", async () => {
  view.python.entry({ id: "e1", kind: "message", agent: "A", text: "Hi" });
  view.python.entry({ id: "e2", kind: "handoff", source: "A", target: "B" });
  await listen();
  await view.click("[data-action=replay]");
  for (const _ of [1, 2]) {
    await view.key("ArrowLeft", view.find(".agw-scroller"));
    await listen();
  }
  await view.key("ArrowRight", view.find(".agw-scroller"));
  await listen();
  expect(spoken).toEqual(["A handed over to B."]);
});
