import { describe, expect, it } from "vitest";
import { axisEnd, barLanes, tokensPerSecond, waitsOf } from "../../src/tabs/timeline-bars";
import { Transcript, type Entry, type Patch } from "../../src/transcript/schema";

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

describe("waits", () => {
  const set = (state: Entry["state"], id = "e1"): Patch => ({
    op: "set",
    at: ["entries", id, "state"],
    value: state,
  });
  const put = (state: Entry["state"], id = "e1"): Patch => ({
    op: "put",
    at: ["entries"],
    value: { id, kind: "tool_call", state },
  });
  const waits = (...rows: [number, ...Patch[]][]) =>
    waitsOf(rows.map(([t, ...patches], at) => ({ seq: at + 1, t, patches })));

  it("are found for each time, also one that still lasts", () => {
    const found = waits(
      [100, set("awaiting_approval")],
      [400, set("running")],
      [500, set("awaiting_approval")],
    );
    expect(found).toEqual([
      { id: "e1", start: 100, end: 400 },
      { id: "e1", start: 500, end: null },
    ]);
  });

  it("are found for a call that began and waited within one row, which comes as one patch", () => {
    expect(waits([100, put("awaiting_approval")], [400, set("denied")])).toEqual([
      { id: "e1", start: 100, end: 400 },
    ]);
  });

  it("end where the call is put anew", () => {
    expect(waits([100, set("awaiting_approval")], [300, put("done")])).toEqual([
      { id: "e1", start: 100, end: 300 },
    ]);
  });

  it("of several calls at once are told apart", () => {
    const found = waits(
      [100, set("awaiting_approval"), set("awaiting_approval", "e2")],
      [200, set("running", "e2")],
    );
    expect(found).toEqual([
      { id: "e1", start: 100, end: null },
      { id: "e2", start: 100, end: 200 },
    ]);
  });

  it("are not found in what else changes", () => {
    const other: Patch[] = [
      { op: "set", at: ["entries", "e1", "text"], value: "awaiting_approval" },
      { op: "set", at: ["status"], value: "awaiting_approval" },
      { op: "put", at: ["lanes"], value: { id: "e1", state: "awaiting_approval" } },
    ];
    expect(waits([100, ...other])).toEqual([]);
    expect(waits([100, set("awaiting_approval")], [200, ...other])[0]!.end).toBeNull();
  });

  it("are cut at the present, left out of the future, and each a bar of its own", () => {
    const found = [
      { id: "e1", start: 100, end: 400 },
      { id: "e1", start: 500, end: null },
      { id: "e9", start: 0, end: 50 },
    ];
    const bars = (now: number) =>
      barLanes(transcript, found, now).flatMap((lane) => lane.bars.filter(({ kind }) => kind === "wait"));
    expect(bars(50)).toEqual([]);
    expect(bars(300).map(({ start, end }) => [start, end])).toEqual([[100, 300]]);
    const all = bars(900);
    expect(all.map(({ start, end }) => [start, end])).toEqual([
      [100, 400],
      [500, 900],
    ]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(2);
  });
});

it("has lanes in order of appearance, also those without bars, and no bar for a call that waits", () => {
  const waiting = Transcript.from({
    lanes: [
      { id: "a1", name: "A" },
      { id: "a2", name: "B" },
      { id: "a3", name: "A", parent: "a2" },
    ],
    entries: [
      { id: "e1", kind: "tool_call", agent: "A", state: "awaiting_approval" },
      { id: "e2", kind: "message", agent: "A" },
    ],
  });
  const lanes = barLanes(waiting, [], 100);
  expect(lanes).toEqual([
    { name: "A", bars: [], rows: 0 },
    { name: "B", bars: [], rows: 0 },
  ]);
});

it("has no bar for a call that was not run, also if it had begun to wait", () => {
  const stopped = Transcript.from({
    lanes: [{ id: "a1", name: "A" }],
    entries: [
      { id: "e1", kind: "tool_call", agent: "A", state: "not_run", started: 100 },
      { id: "e2", kind: "tool_call", agent: "A", state: "cancelled", started: 100, ended: 300 },
    ],
  });
  const [lane] = barLanes(stopped, [], 400);
  expect(lane!.bars.map(({ start, end }) => [start, end])).toEqual([[100, 300]]);
});

it("takes a request without a first token for one that writes nothing yet", () => {
  const waiting = Transcript.from({ calls: [{ id: "m1", started: 100 }] });
  const [bar] = barLanes(waiting, [], 700)[0]!.bars;
  expect(bar).toMatchObject({ start: 100, end: 700, firstToken: 700 });
});

it("puts what begins where another ends into the same row", () => {
  const entries = [0, 100, 200].map((started, at) => ({
    id: `e${at}`,
    kind: "tool_call" as const,
    started,
    ended: started + 100,
  }));
  const [lane] = barLanes(Transcript.from({ entries }), [], 300);
  expect([lane!.rows, lane!.bars.map(({ row }) => row)]).toEqual([1, [0, 0, 0]]);
});

it("ends the axis at a round time", () => {
  expect([0, 900, 1201, 18_640, 61_000].map(axisEnd)).toEqual([1200, 1200, 1600, 20_000, 80_000]);
  expect([1200, 9999, 10_000, 12_001, 100_000].map(axisEnd)).toEqual([1200, 10_000, 12_000, 16_000, 120_000]);
});

it("gives the pace from the first token on", () => {
  const call = transcript.calls.get("m1")!;
  expect(tokensPerSecond({ ...call, output_tokens: 30 })).toBe(50);
  expect(tokensPerSecond(call)).toBeNull();
  expect(tokensPerSecond({ ...call, output_tokens: 30, ended: null })).toBeNull();
  expect(tokensPerSecond({ ...call, output_tokens: 30, first_token: null })).toBeNull();
  expect(tokensPerSecond({ ...call, output_tokens: 30, first_token: 1000 })).toBeNull();
});
