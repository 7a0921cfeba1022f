import { expect, it } from "vitest";
import { History } from "../../src/transcript/history";
import type { Tape } from "../../src/transcript/tape";
import { put } from "../fake-python";

function counting(count: number): Tape {
  const rows = [{ seq: 1, t: 0, patches: [put("entries", { id: "e1", kind: "message" })] }];
  for (let seq = 2; seq <= count; seq++) {
    rows.push({ seq, t: seq * 10, patches: [{ op: "append", at: ["entries", "e1", "text"], value: "." }] });
  }
  return { start: null, rows };
}

it("gives the transcript at any position, in any order", () => {
  const history = new History(counting(300));
  for (const position of [300, 1, 128, 64, 65, 0, 299]) {
    expect(history.at(position).entries.get("e1")?.text.length).toBe(
      position === 0 ? undefined : position - 1,
    );
  }
});

it("begins where the page came in", () => {
  const start = {
    seq: 7,
    t: 700,
    transcript: { entries: [{ id: "e1", kind: "message", text: "so far" } as const] },
  };
  const history = new History({ start, rows: counting(1).rows.slice(1) });
  expect([history.length, history.time(0), history.at(0).entries.get("e1")?.text]).toEqual([
    0,
    700,
    "so far",
  ]);
});

it("finds the position at an instant", () => {
  const history = new History(counting(300));
  expect([0, 1, 19, 20, 25, 3000, 9999].map((t) => history.position(t))).toEqual([1, 1, 1, 2, 2, 300, 300]);
  expect(new History({ start: null, rows: [] }).position(5)).toBe(0);
});

it.each([
  [0, 0],
  [1, 0],
  [2, 20],
  [300, 3000],
])("gives the time of position %d", (position, time) => {
  expect(new History(counting(300)).time(position)).toBe(time);
});

it("takes the last of several rows that came at one instant", () => {
  const rows = [5, 5, 5, 9].map((t, at) => ({ seq: at + 1, t, patches: [] }));
  const history = new History({ start: null, rows });
  expect([4, 5, 8, 9].map((t) => history.position(t))).toEqual([0, 3, 3, 4]);
});

it("does not change what it gave", () => {
  const history = new History(counting(100));
  const early = history.at(70);
  const text = early.entries.get("e1")!.text;
  history.at(99);
  expect(early.entries.get("e1")!.text).toBe(text);
  expect(history.at(70)).not.toBe(early);
});

it("follows a tape that grows, over its keyframes too", () => {
  const tape = counting(60);
  const history = new History(tape);
  expect(history.at(60).entries.get("e1")?.text).toHaveLength(59);
  tape.rows.push(...counting(200).rows.slice(60));
  expect(history.length).toBe(200);
  expect(history.at(200).entries.get("e1")?.text).toHaveLength(199);
});
