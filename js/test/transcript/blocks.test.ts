import { expect, it } from "vitest";
import { groupEntries } from "../../src/transcript/blocks";
import { Transcript, type Entry } from "../../src/transcript/schema";

function blocks(entries: Partial<Entry>[], parent: string | null = null): string[] {
  const rows = entries.map((entry, at) => ({ id: `e${at + 1}`, ...entry }));
  const found = groupEntries(Transcript.from({ entries: rows }).entries).get(parent) ?? [];
  return found.map(({ ids, startsSpeaker }) => `${ids.join("+")}${startsSpeaker ? "*" : ""}`);
}

it("gives calls that follow each other one block, and marks where the speaker changes", () => {
  expect(
    blocks([
      { kind: "user" },
      { kind: "message", agent: "A" },
      { kind: "tool_call", agent: "A" },
      { kind: "tool_call", agent: "A" },
      { kind: "notice" },
      { kind: "tool_call", agent: "A" },
      { kind: "handoff", agent: "A" },
      { kind: "tool_call", agent: "B" },
      { kind: "user" },
      { kind: "message", agent: "B" },
    ]),
  ).toEqual(["e1*", "e2*", "e3+e4", "e5", "e6", "e7", "e8*", "e9*", "e10*"]);
});

it("keeps a handoff out of the table of calls, also while it streams", () => {
  const call = { kind: "tool_call", agent: "A" } as const;
  expect(blocks([call, { ...call, kind: "handoff", state: "streaming" }])).toEqual(["e1*", "e2"]);
});

it("takes a call for a call, whatever its tool is called", () => {
  const call = { kind: "tool_call", agent: "A" } as const;
  const named = { ...call, tool: "transfer_to_refunds", state: "streaming" } as const;
  expect(blocks([call, named])).toEqual(["e1+e2*"]);
});

it("keeps the calls of different agents apart", () => {
  expect(
    blocks([
      { kind: "tool_call", agent: "A" },
      { kind: "tool_call", agent: "B" },
    ]),
  ).toEqual(["e1*", "e2*"]);
});

it("puts what happened inside a call under it, by its id or its call id", () => {
  const entries: Partial<Entry>[] = [
    { kind: "tool_call", agent: "A", call_id: "c1" },
    { kind: "message", agent: "B", parent: "e1" },
    { kind: "message", agent: "B", parent: "c1" },
  ];
  expect(blocks(entries)).toEqual(["e1*"]);
  expect(blocks(entries, "e1")).toEqual(["e2*", "e3"]);
});

it("names a block by its first entry, and whom it belongs to", () => {
  const entries: Partial<Entry>[] = [
    { id: "u1", kind: "user", agent: "A" },
    { id: "t1", kind: "tool_call", agent: "A" },
    { id: "t2", kind: "tool_call", agent: "A" },
    { id: "n1", kind: "notice", agent: "ignored" },
  ];
  const found = groupEntries(Transcript.from({ entries }).entries).get(null)!;
  expect(found.map(({ key, kind, agent }) => [key, kind, agent])).toEqual([
    ["u1", "entry", ""],
    ["t1", "tools", "A"],
    ["n1", "entry", "A"],
  ]);
});

it("keeps the speaker over what no agent says", () => {
  const message = { kind: "message", agent: "A" } as const;
  const between = (["guardrail", "notice", "error", "handoff"] as const).map((kind) => ({ kind }));
  expect(blocks([message, ...between, message])).toEqual(["e1*", "e2", "e3", "e4", "e5", "e6"]);
});

it("names an agent that speaks first, also after a notice", () => {
  expect(blocks([{ kind: "notice" }, { kind: "reasoning", agent: "A" }])).toEqual(["e1", "e2*"]);
});

it("keeps what happens inside two calls apart, while it comes in turns", () => {
  const call = { kind: "tool_call", agent: "A" } as const;
  const inside = (parent: string) => ({ kind: "tool_call", agent: "B", parent }) as const;
  const entries = [call, call, inside("e1"), inside("e2"), inside("e1"), inside("e2")];
  expect(blocks(entries)).toEqual(["e1+e2*"]);
  expect([blocks(entries, "e1"), blocks(entries, "e2")]).toEqual([["e3+e5*"], ["e4+e6*"]]);
});
