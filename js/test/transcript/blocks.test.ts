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
