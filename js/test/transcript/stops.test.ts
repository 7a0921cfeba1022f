import { expect, it } from "vitest";
import { slideAt, slidesOf } from "../../src/transcript/slides";
import { completedEntry, nextStop } from "../../src/transcript/stops";
import type { Patch } from "../../src/transcript/schema";
import { put } from "../fake-python";

const set = (id: string, state: string): Patch => ({ op: "set", at: ["entries", id, "state"], value: state });
const rowsOf = (...patches: Patch[][]) => patches.map((each, at) => ({ seq: at + 1, t: at, patches: each }));

it.each<[Patch, string | null]>([
  [put("entries", { id: "e1", kind: "user" }), "e1"],
  [put("entries", { id: "e1", kind: "message", state: "streaming" }), null],
  [put("entries", { id: "e1", kind: "tool_call", state: "awaiting_approval" }), "e1"],
  [set("e1", "done"), "e1"],
  [set("e1", "failed"), "e1"],
  [set("e1", "running"), null],
  [set("e1", "waiting"), null],
  [{ op: "set", at: ["entries", "e1", "text"], value: "done" }, null],
  [{ op: "append", at: ["entries", "e1", "text"], value: "done" }, null],
  [{ op: "set", at: ["status"], value: "done" }, null],
  [put("lanes", { id: "l1", name: "A" }), null],
])("tells which entry %j completes", (patch, id) => {
  expect(completedEntry(patch)).toBe(id);
});

it("stops after a row that begins a turn and completes an entry", () => {
  const rows = rowsOf(
    [put("entries", { id: "e1", kind: "user" })],
    [put("calls", { id: "r1" })],
    [set("e1", "done"), put("calls", { id: "r2" })],
    [set("e1", "done")],
  );
  expect([0, 1, 3, 4].map((from) => nextStop(rows, "turn", from, 1))).toEqual([1, 3, 4, 4]);
  expect([4, 3, 1, 0].map((from) => nextStop(rows, "turn", from, -1))).toEqual([3, 1, 0, 0]);
});

it("has a slide for each entry that a row completes, and finds that of a position", () => {
  const slides = slidesOf(
    rowsOf([], [put("entries", { id: "e1", kind: "user" })], [set("e2", "done"), set("e3", "done")], []),
  );
  expect(slides).toEqual([
    { id: "e1", position: 2 },
    { id: "e2", position: 3 },
    { id: "e3", position: 3 },
  ]);
  expect([0, 1, 2, 3, 4].map((position) => slideAt(slides, position))).toEqual([0, 0, 0, 2, 2]);
  expect(slideAt([], 4)).toBe(0);
});
