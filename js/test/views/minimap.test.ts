import { expect, it } from "vitest";
import { marksOf } from "../../src/views/minimap";
import { put } from "../fake-python";

it("marks text by its amount, and what happened where", () => {
  const rows = [
    [put("entries", { id: "e1", kind: "message" })],
    [{ op: "append" as const, at: ["entries", "e1", "text"], value: "x" }],
    [{ op: "append" as const, at: ["entries", "e1", "text"], value: "x".repeat(10) }],
    [put("entries", { id: "e2", kind: "handoff" })],
    [{ op: "set" as const, at: ["entries", "e3", "state"], value: "failed" }],
  ].map((patches, at) => ({ seq: at + 1, t: at, patches }));
  const marks = marksOf(rows).map(({ at, tone, height }) => [at, tone, height]);
  expect(marks).toContainEqual([1, "text", 2]);
  expect(marks).toContainEqual([2, "text", 9]);
  expect(marks).toContainEqual([3, "handoff", 16]);
  expect(marks).toContainEqual([4, "bad", 16]);
});

it("stays small for a long run", () => {
  const patches = [{ op: "append" as const, at: ["entries", "e1", "text"], value: "x" }];
  const rows = Array.from({ length: 20_000 }, (_, at) => ({ seq: at + 1, t: at, patches }));
  expect(marksOf(rows).length).toBeLessThanOrEqual(121);
});
