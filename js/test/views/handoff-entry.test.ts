import { beforeEach, describe, expect, it } from "vitest";
import { put } from "../fake-python";
import type { Entry } from "../../src/transcript/schema";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

async function handoff(fields: Partial<Entry>): Promise<void> {
  view.python.entry({ id: "e1", kind: "handoff", agent: "A", ...fields });
  await drawn();
}

describe("the sentence", () => {
  it.each<[Partial<Entry>, string]>([
    [{ state: "streaming" }, "A is handing over…"],
    [{ state: "streaming", target: "B" }, "A is handing over to B…"],
    [{ state: "running", target: "B" }, "A is handing over to B…"],
    [{ state: "done", target: "B" }, "A handed over to B"],
    [{ state: "done", source: "Z", target: "B" }, "Z handed over to B"],
    [{ state: "failed", target: "B" }, "A could not hand over"],
    [{ state: "cancelled", target: "B" }, "A could not hand over"],
  ])("of %j is: %s", async (fields, sentence) => {
    await handoff(fields);
    expect(view.text("[data-id=e1] .agw-handoff-words")).toBe(sentence);
    const isPending = fields.state === "streaming" || fields.state === "running";
    expect(view.has("[data-id=e1] .agw-spin")).toBe(isPending);
  });
});

describe("the reason", () => {
  it.each<[string, Partial<Entry>, string]>([
    ["the text", { text: "It is about money.", arguments: '{"reason": "x"}' }, "It is about money."],
    ["the only argument, without its name", { arguments: '{"reason": "money"}' }, "money"],
    ["an only number", { arguments: '{"order": 7}' }, "7"],
    [
      "all arguments, with their names",
      { arguments: '{"order": 7, "why": "late"}' },
      'order: 7 · why: "late"',
    ],
    ["what is written of it", { state: "streaming", arguments: '{"reason": "it is ab' }, "it is ab"],
  ])("is %s", async (_, fields, reason) => {
    await handoff({ target: "B", ...fields });
    expect(view.text("[data-id=e1] .agw-handoff-reason")).toBe(reason);
  });

  it.each(["", "{}", "[1]"])("is not there for the arguments %j", async (given) => {
    await handoff({ target: "B", arguments: given });
    expect(view.has(".agw-handoff-reason")).toBe(false);
  });
});

it("has the colour of the agent that takes over", async () => {
  view.python.row([put("lanes", { id: "a1", name: "A" }), put("lanes", { id: "a2", name: "B" })]);
  await handoff({ target: "B" });
  expect(view.find(".agw-handoff-icon").classList.contains("agw-lane-1")).toBe(true);
  expect(view.find("[data-lane=B]").classList.contains("agw-lane-1")).toBe(true);
});
