import { describe, expect, it } from "vitest";
import { apply, toData, Transcript, type Patch } from "../../src/transcript/schema";

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

describe("a patch is refused, and changes nothing,", () => {
  it.each<[string, object]>([
    ["for an entry that is not there", { op: "set", at: ["entries", "e9", "text"], value: "" }],
    ["for a field that is not there", { op: "set", at: ["entries", "e1", "colour"], value: "" }],
    ["for a fact that is not there", { op: "set", at: ["colour"], value: "" }],
    ["for a collection that is not there", { op: "put", at: ["colours"], value: { id: "c1" } }],
    ["where it puts a row without an id", { op: "put", at: ["entries"], value: { kind: "user" } }],
    ["where it puts a row whose id is no text", { op: "put", at: ["entries"], value: { id: 7 } }],
    ["where it puts nothing", { op: "put", at: ["entries"], value: null }],
    ["where it puts a fact", { op: "put", at: ["status"], value: "done" }],
    ["where it puts a field", { op: "put", at: ["entries", "e1", "text"], value: "" }],
    ["where it sets a whole collection", { op: "set", at: ["entries"], value: [] }],
    ["where its path is too long", { op: "append", at: ["entries", "e1", "text", "0"], value: "" }],
    ["where it names nothing at all", { op: "set", at: [], value: "" }],
  ])("%s", (_, patch) => {
    const transcript = withEntry();
    expect(() => apply(transcript, patch as Patch)).toThrow();
    expect(toData(transcript)).toEqual(toData(withEntry()));
  });

  it("and the message names it", () => {
    const unknown: Patch = { op: "append", at: ["entries", "e9", "text"], value: "x" };
    expect(() => apply(withEntry(), unknown)).toThrow("No entries/e9/text in this transcript to append.");
    const huge: Patch = { op: "set", at: ["colour"], value: "x".repeat(9999) };
    expect(() => apply(withEntry(), huge)).toThrow(/^Not a patch of a transcript: .{200}\.$/);
  });
});

describe("data", () => {
  it("fills in what is left out, and leaves it out again", () => {
    const data = { entries: [{ id: "e1", kind: "tool_call" as const, output: "3" }], lanes: [], calls: [] };
    const transcript = Transcript.from(data);
    expect(transcript.entries.get("e1")).toMatchObject({ state: "done", ended: null, format: "markdown" });
    expect(transcript.facts).toMatchObject({ status: "running", abilities: [], cost: null });
    expect(toData(transcript)).toEqual(data);
  });

  it("keeps the order of rows, and what differs from a default of the same kind", () => {
    const transcript = Transcript.from({
      status: "waiting",
      budget: { usd: 1 },
      abilities: [],
      lanes: [
        { id: "a2", name: "B" },
        { id: "a1", name: "A", parent: "a2" },
      ],
      calls: [{ id: "m1", first_token: 0 }],
    });
    expect(toData(transcript)).toEqual({
      status: "waiting",
      budget: { usd: 1 },
      entries: [],
      lanes: [
        { id: "a2", name: "B" },
        { id: "a1", name: "A", parent: "a2" },
      ],
      calls: [{ id: "m1", first_token: 0 }],
    });
  });

  it("of one transcript is not another's", () => {
    const one = new Transcript();
    apply(one, { op: "set", at: ["status"], value: "failed" });
    expect(new Transcript().facts.status).toBe("running");
  });
});

it("shares rows with its copy until either changes them", () => {
  const original = Transcript.from({
    entries: [{ id: "e1", kind: "user" }],
    lanes: [{ id: "a1", name: "A" }],
  });
  const copy = original.copy();
  apply(copy, { op: "set", at: ["lanes", "a1", "name"], value: "B" });
  apply(copy, { op: "put", at: ["entries"], value: { id: "e2", kind: "notice" } });
  apply(copy, { op: "set", at: ["agent"], value: "B" });
  expect(copy.entries.get("e1")).toBe(original.entries.get("e1"));
  expect(toData(original)).toEqual({
    entries: [{ id: "e1", kind: "user" }],
    lanes: [{ id: "a1", name: "A" }],
    calls: [],
  });
});
