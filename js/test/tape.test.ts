import { expect, it } from "vitest";
import { Tape } from "../src/tape";
import { put } from "./fake-python";

function counting(rows: number): Tape {
  const tape = new Tape();
  tape.add({ seq: 1, t: 0, patches: [put("entries", { id: "e1", kind: "message" })] });
  for (let seq = 2; seq <= rows; seq++) {
    tape.add({ seq, t: seq * 10, patches: [{ op: "append", at: ["entries", "e1", "text"], value: "." }] });
  }
  return tape;
}

it("gives the transcript at any position, in any order", () => {
  const tape = counting(300);
  for (const position of [300, 1, 128, 64, 65, 0, 299]) {
    expect(tape.at(position).entries.get("e1")?.text.length).toBe(position === 0 ? undefined : position - 1);
  }
});

it("finds the position of an instant", () => {
  const tape = counting(10);
  expect([-1, 0, 15, 20, 100, 5000].map((t) => tape.positionAt(t))).toEqual([0, 1, 1, 2, 10, 10]);
});
