import { expect, it } from "vitest";
import { axisEnd, barLanes, tokensPerSecond, waitsOf } from "../../src/tabs/timeline-bars";
import { Transcript } from "../../src/transcript/schema";

const transcript = Transcript.from({
  lanes: [
    { id: "a1", name: "A" },
    { id: "a2", name: "B" },
  ],
  calls: [{ id: "m1", agent: "A", started: 0, first_token: 400, ended: 1000 }],
  entries: [
    { id: "e1", kind: "tool_call", agent: "A", started: 500, ended: 2000 },
    { id: "e2", kind: "tool_call", agent: "A", started: 600, ended: 900 },
    { id: "e3", kind: "tool_call", agent: "A", state: "running", started: 950 },
  ],
});

it("lays tools below model calls, and side by side only when they do not overlap", () => {
  const [lane] = barLanes(transcript, [], 3000);
  expect(lane!.bars.map(({ id, row, start, end }) => [id, row, start, end])).toEqual([
    ["m1", 0, 0, 1000],
    ["e1", 1, 500, 2000],
    ["e2", 2, 600, 900],
    ["e3", 2, 950, 3000],
  ]);
  expect(lane!.rows).toBe(3);
});

it("has a lane for a stream that names no agent", () => {
  const raw = Transcript.from({
    calls: [{ id: "m1", started: 0, ended: 900 }],
    entries: [{ id: "e1", kind: "tool_call", started: 500, ended: 800 }],
  });
  const lanes = barLanes(raw, [{ id: "e1", start: 600, end: 700 }], 900);
  expect(lanes.map(({ name, bars }) => [name, bars.map(({ kind }) => kind)])).toEqual([
    ["", ["call", "tool", "wait"]],
  ]);
});

it("finds when calls waited, also for one that still does", () => {
  const state = (value: string) => [{ op: "set" as const, at: ["entries", "e1", "state"], value }];
  const rows = [
    { seq: 1, t: 100, patches: state("awaiting_approval") },
    { seq: 2, t: 400, patches: state("running") },
    { seq: 3, t: 500, patches: state("awaiting_approval") },
  ];
  expect(waitsOf(rows)).toEqual([
    { id: "e1", start: 100, end: 400 },
    { id: "e1", start: 500, end: null },
  ]);
});

it("ends the axis at a round time", () => {
  expect([0, 900, 1201, 18_640, 61_000].map(axisEnd)).toEqual([1200, 1200, 1600, 20_000, 80_000]);
});

it("gives the pace from the first token on", () => {
  const call = transcript.calls.get("m1")!;
  expect(tokensPerSecond({ ...call, output_tokens: 30 })).toBe(50);
  expect(tokensPerSecond(call)).toBeNull();
  expect(tokensPerSecond({ ...call, output_tokens: 30, ended: null })).toBeNull();
});
