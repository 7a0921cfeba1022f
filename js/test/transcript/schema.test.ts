import { expect, it } from "vitest";
import { apply, toData, Transcript } from "../../src/transcript/schema";

function withEntry(): Transcript {
  return Transcript.from({ entries: [{ id: "e1", kind: "message", text: "He" }] });
}

it("adds, lengthens and sets", () => {
  const transcript = withEntry();
  apply(transcript, { op: "append", at: ["entries", "e1", "text"], value: "llo" });
  apply(transcript, { op: "set", at: ["status"], value: "done" });
  expect(toData(transcript)).toEqual({
    status: "done",
    entries: [{ id: "e1", kind: "message", text: "Hello" }],
    lanes: [],
    calls: [],
  });
});

it("replaces a row in its place", () => {
  const transcript = Transcript.from({
    entries: [
      { id: "e1", kind: "tool_call" },
      { id: "e2", kind: "message" },
    ],
  });
  apply(transcript, { op: "put", at: ["entries"], value: { id: "e1", kind: "handoff" } });
  expect([...transcript.entries.values()].map((entry) => entry.kind)).toEqual(["handoff", "message"]);
});

it("never changes a row that somebody holds", () => {
  const transcript = withEntry();
  const held = transcript.entries.get("e1")!;
  const copy = transcript.copy();
  apply(copy, { op: "append", at: ["entries", "e1", "text"], value: "y" });
  expect(held.text).toBe("He");
  expect(transcript.entries.get("e1")).toBe(held);
});

it("leaves out fields it does not know", () => {
  const transcript = Transcript.from({ entries: [{ id: "e1", kind: "user", colour: "red" } as never] });
  expect(toData(transcript).entries).toEqual([{ id: "e1", kind: "user" }]);
});

it.each([
  { op: "set", at: ["entries", "e9", "text"], value: "" },
  { op: "set", at: ["entries", "e1", "colour"], value: "" },
  { op: "set", at: ["colour"], value: "" },
  { op: "put", at: ["entries"], value: { kind: "user" } },
  { op: "put", at: ["status"], value: "done" },
] as const)("refuses what names nothing: %o", (patch) => {
  expect(() => apply(withEntry(), patch as never)).toThrow();
});
