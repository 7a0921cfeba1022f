import { expect, it } from "vitest";
import { marksOf, type Tone } from "../../src/views/minimap";
import type { EntryKind, EntryState, Patch } from "../../src/transcript/schema";
import * as strings from "../../src/views/strings";
import { put } from "../fake-python";

const rowsOf = (patches: Patch[][]) => patches.map((patches, at) => ({ seq: at + 1, t: at, patches }));
const append = (value: string): Patch => ({ op: "append", at: ["entries", "e1", "text"], value });
const state = (value: string): Patch => ({ op: "set", at: ["entries", "e3", "state"], value });
const tones = (patches: Patch[]) => marksOf(rowsOf([patches])).map(({ tone }) => tone);

it("marks text by its amount, and what happened where", () => {
  const rows = rowsOf([
    [put("entries", { id: "e1", kind: "message" })],
    [append("x")],
    [append("x".repeat(10))],
    [put("entries", { id: "e2", kind: "handoff" })],
    [state("failed")],
  ]);
  const marks = marksOf(rows).map(({ at, tone, height }) => [at, tone, height]);
  expect(marks).toContainEqual([1, "text", 2]);
  expect(marks).toContainEqual([2, "text", 9]);
  expect(marks).toContainEqual([3, "handoff", 16]);
  expect(marks).toContainEqual([4, "bad", 16]);
});

const KIND_TONES: Record<EntryKind, Tone[]> = {
  user: [],
  message: [],
  reasoning: [],
  tool_call: ["tool"],
  handoff: ["handoff"],
  guardrail: ["bad"],
  error: ["bad"],
  notice: [],
};
it.each(Object.entries(KIND_TONES))("marks an entry of kind %s with %j", (kind, expected) => {
  expect(tones([put("entries", { id: "e3", kind })])).toEqual(expected);
});

it.each(Object.keys(strings.toolState) as EntryState[])(
  "marks a call that becomes %s where that matters",
  (to) => {
    const expected: Partial<Record<EntryState, Tone[]>> = { awaiting_approval: ["ask"], failed: ["bad"] };
    expect(tones([state(to)])).toEqual(expected[to] ?? []);
  },
);

it("marks nothing for what is no entry, nor for a kind or state that it does not know", () => {
  expect(
    tones([
      put("lanes", { id: "a1", kind: "error" }),
      { op: "set", at: ["status"], value: "failed" },
      put("entries", { id: "e1", kind: "forecast" }),
      state("thinking"),
      { op: "set", at: ["entries", "e1", "output"], value: "failed" },
    ]),
  ).toEqual([]);
});

it("has one mark of a tone at a place, and text behind the others", () => {
  const calls = ["e1", "e2"].map((id) => put("entries", { id, kind: "tool_call" }));
  expect(tones([append("x"), ...calls, append("y"), state("failed")])).toEqual(["text", "tool", "bad"]);
});

it("stays small for a long run, and reaches to its end", () => {
  const rows = rowsOf(Array.from({ length: 20_000 }, () => [append("x")]));
  const marks = marksOf(rows);
  expect(marks.length).toBeLessThanOrEqual(121);
  const last = marks.reduce((end, { at, width }) => Math.max(end, at + width), 0);
  expect(last).toBeCloseTo(20_000);
});

it("marks nothing of a run without rows", () => {
  expect(marksOf([])).toEqual([]);
});
