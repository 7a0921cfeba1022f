import { beforeEach, describe, expect, it, vi } from "vitest";
import { put } from "../fake-python";
import type { Facts, RunStatus } from "../../src/transcript/schema";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

async function shown(facts: Partial<Facts>): Promise<void> {
  view.python.facts(facts);
  await drawn();
}

describe("the status", () => {
  const question = { id: "e1", kind: "user", text: "Hi" } as const;
  const call = { id: "e2", kind: "tool_call", tool: "pay", state: "awaiting_approval" } as const;

  it.each<[RunStatus, string]>([
    ["running", "Running"],
    ["done", "Done"],
    ["failed", "Failed"],
    ["cancelled", "Stopped"],
  ])("of a run that is %s is %s", async (status, word) => {
    view.python.entry(question);
    await shown({ status });
    expect(view.text(".agw-status-word")).toBe(word);
    expect(view.has(".agw-pulse")).toBe(false);
  });

  it("is Waiting for an approval, Paused for anything else, and catches the eye", async () => {
    view.python.entry(question);
    await shown({ status: "waiting" });
    expect(view.text(".agw-status-word")).toBe("Paused");
    view.python.entry(call);
    await drawn();
    expect(view.text(".agw-status-word")).toBe("Waiting");
    expect(view.has(".agw-pulse")).toBe(true);
  });

  it("is Ready where nothing was asked yet", async () => {
    await shown({ status: "done" });
    expect(view.text(".agw-status-word")).toBe("Ready");
    view.python.entry(question);
    await drawn();
    expect(view.text(".agw-status-word")).toBe("Done");
  });

  it.each<[RunStatus, string]>([
    ["running", "Unfinished"],
    ["waiting", "Unfinished"],
    ["done", "Done"],
    ["failed", "Failed"],
  ])("of a recorded run that was %s is %s", async (status, word) => {
    const saved = new Mounted({ live: false });
    saved.python.entry(question);
    saved.python.facts({ status });
    await drawn();
    expect(saved.text(".agw-status-word")).toBe(word);
    expect(saved.find(".agw-recorded").title).toContain("not steered");
  });
});

describe("the detail", () => {
  it("is text where nothing waits", async () => {
    await shown({ status: "failed", detail: "Stopped by the guardrail no_maths." });
    expect(view.text(".agw-detail")).toBe("Stopped by the guardrail no_maths.");
    expect(view.has("[data-action=review]")).toBe(false);
  });

  it("leads to the call that asks something, and the run waits as long", async () => {
    view.python.entry({ id: "e1", kind: "message", agent: "A", text: "Let me see." });
    const question = { message: "Sure?", schema: {} };
    view.python.entry({ id: "e2", kind: "tool_call", tool: "pay", state: "running", question });
    await shown({ status: "waiting", detail: "pay asks you something." });
    expect(view.text(".agw-status-word")).toBe("Waiting");
    expect(view.text("[data-action=review]")).toBe("pay asks you something.");
    await view.click("[data-action=review]");
    expect(view.find("[data-id=e2]").contains(document.activeElement)).toBe(true);
    view.python.set("e2", { question: null });
    await shown({ status: "running", detail: "" });
    expect(view.text(".agw-status-word")).toBe("Running");
    expect(view.has("[data-action=review]")).toBe(false);
  });

  it("leads to the call that waits, from whichever tab", async () => {
    view.python.entry({ id: "e1", kind: "message", agent: "A", text: "Let me see." });
    view.python.entry({ id: "e2", kind: "tool_call", tool: "pay", state: "awaiting_approval" });
    await shown({ status: "waiting", detail: "Approval needed: pay.", abilities: ["approve"] });
    await view.tab("Usage");
    expect(view.text("[data-action=review]")).toBe("Approval needed: pay.");
    await view.click("[data-action=review]");
    expect(view.text("[role=tab][aria-selected=true]")).toBe("Transcript");
    expect(view.find("[data-id=e2]").contains(document.activeElement)).toBe(true);
  });
});

describe("the agent", () => {
  it("is named once it is known, in the colour of its lane", async () => {
    await drawn();
    expect(view.has(".agw-who")).toBe(false);
    view.python.row([put("lanes", { id: "a1", name: "A" }), put("lanes", { id: "a2", name: "A" })]);
    await shown({ agent: "A" });
    expect(view.text(".agw-who")).toBe("A");
    expect(view.find(".agw-who").classList).toContain("agw-lane-0");
  });

  it("is not named where several have lanes, which say who is at work", async () => {
    view.python.row([put("lanes", { id: "a1", name: "A" }), put("lanes", { id: "a2", name: "B" })]);
    await shown({ agent: "B" });
    expect(view.has(".agw-who")).toBe(false);
    expect(view.find("[data-lane=B]").dataset.active).toBe("true");
  });
});

describe("the model", () => {
  it.each([
    ["gpt-5", "gpt-5", "The model that answers"],
    ["local/qwen", "local/qwen", "runs on this computer"],
    ["demo", "Demo", "No language model is involved"],
    ["gpt-5 (recorded 3 Nov 2026)", "gpt-5 (recorded 3 Nov 2026)", "Played from a cassette"],
  ])("%s is named %s, with what to expect of it", async (model, name, hint) => {
    await shown({ model });
    expect(view.text(".agw-model")).toBe(name);
    expect(view.find(".agw-model").title).toContain(hint);
    expect(view.find(".agw-model").dataset.demo !== undefined).toBe(model === "demo");
  });

  it("is not there until one is known", async () => {
    await drawn();
    expect(view.has(".agw-model")).toBe(false);
  });
});

describe("the figures", () => {
  it("give tokens with their parts, and the cost where prices are known", async () => {
    await drawn();
    expect(view.texts(".agw-figures > *")).toEqual(["0:00"]);
    await shown({ usage: { input_tokens: 1200, output_tokens: 34 }, cost: 0.0123 });
    expect(view.texts(".agw-figures > *").slice(1)).toEqual(["1,234 tok", "$0.0123"]);
    expect(view.find(".agw-figures span").title).toBe("1,200 tokens in, 34 out");
  });

  it("give a cost of nothing, too", async () => {
    await shown({ cost: 0 });
    expect(view.texts(".agw-figures > *").at(-1)).toBe("$0.00");
  });

  it("give the time, which goes on while the run does and stops with it", async () => {
    view.python.row([{ op: "set", at: ["status"], value: "running" }], { t: 65_000 });
    await drawn();
    expect(view.text(".agw-figures time")).toBe("1:05");
    await vi.advanceTimersByTimeAsync(3000);
    expect(view.text(".agw-figures time")).toBe("1:08");
    await shown({ status: "done", ended: 70_000 });
    expect(view.text(".agw-figures time")).toBe("1:10");
    await vi.advanceTimersByTimeAsync(9000);
    expect(view.text(".agw-figures time")).toBe("1:10");
  });

  it("give the time of a run that took less than a second in milliseconds", async () => {
    await shown({ status: "done", ended: 40 });
    expect(view.text(".agw-figures time")).toBe("40 ms");
  });
});
