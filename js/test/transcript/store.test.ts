import { effect } from "@preact/signals";
import { beforeEach, describe, expect, it } from "vitest";
import { Transcript, type Entry, type Patch } from "../../src/transcript/schema";
import { TranscriptStore } from "../../src/transcript/store";
import { put } from "../fake-python";

let store: TranscriptStore;
let woken: string[];
let stops: (() => void)[];
beforeEach(() => {
  store = new TranscriptStore();
  woken = [];
  stops = [];
  return () => stops.forEach((stop) => stop());
});

const set = (id: string, field: keyof Entry, value: unknown): Patch => ({
  op: "set",
  at: ["entries", id, field],
  value,
});
const append = (id: string, field: keyof Entry, value: string): Patch => ({
  op: "append",
  at: ["entries", id, field],
  value,
});

/** Note the names of the signals that change from now on. */
function watch(signals: Record<string, () => unknown>): void {
  for (const [name, read] of Object.entries(signals)) {
    stops.push(effect(() => void (read(), woken.push(name))));
  }
  woken.length = 0;
}

function watchAll(): void {
  store.apply([
    put("entries", { id: "e1", kind: "message", state: "streaming", agent: "A" }),
    put("entries", { id: "e2", kind: "tool_call", tool: "add", agent: "A", state: "running" }),
  ]);
  watch({
    e1: () => store.entry("e1").value,
    e2: () => store.entry("e2").value,
    structure: () => store.structureVersion.value,
    approval: () => store.awaitingApproval.value,
    facts: () => store.facts.value,
    lanes: () => store.lanes.value,
    calls: () => store.calls.value,
  });
}

describe("a change wakes", () => {
  beforeEach(watchAll);

  it.each<[string, Patch, string[]]>([
    ["text of a message", append("e1", "text", "Hi"), []],
    ["the arguments of a call", append("e2", "arguments", "{"), ["e2"]],
    ["the log of a call", append("e2", "log", "…"), ["e2"]],
    ["the state of a message", set("e1", "state", "done"), ["e1"]],
    ["the state of a call, which decides what is busy", set("e2", "state", "done"), ["e2", "structure"]],
    ["a call that waits", set("e2", "state", "awaiting_approval"), ["e2", "structure", "approval"]],
    ["the agent of an entry", set("e1", "agent", "B"), ["e1", "structure"]],
    ["the parent of an entry", set("e1", "parent", "e2"), ["e1", "structure"]],
    ["a new entry", put("entries", { id: "e3", kind: "user" }), ["structure"]],
    ["a call that turns out a handoff", put("entries", { id: "e2", kind: "handoff" }), ["e2", "structure"]],
    ["a fact", { op: "set", at: ["status"], value: "done" }, ["facts"]],
    ["a lane", put("lanes", { id: "a1", name: "A" }), ["lanes"]],
    ["a model request", put("calls", { id: "m1" }), ["calls"]],
  ])("for %s only those that show it", (_, patch, expected) => {
    store.apply([patch]);
    expect(woken.sort()).toEqual([...expected].sort());
  });

  it("each once for all patches of a row", () => {
    store.apply([set("e2", "output", "3"), set("e2", "ended", 5), set("e2", "state", "done")]);
    expect(woken.sort()).toEqual(["e2", "structure"]);
  });
});

describe("text that streams", () => {
  const deltas: string[] = [];
  beforeEach(() => {
    deltas.length = 0;
    store.apply([put("entries", { id: "e1", kind: "message", state: "streaming", text: "Oh" })]);
  });

  it("goes to its listeners in pieces, and to the entry's signal when something else changes", () => {
    const stop = store.onText("e1", (delta) => deltas.push(delta));
    store.apply([append("e1", "text", ", "), append("e1", "text", "hi")]);
    expect(deltas).toEqual([", ", "hi"]);
    expect([store.text("e1"), store.entry("e1").value.text]).toEqual(["Oh, hi", "Oh"]);
    store.apply([set("e1", "state", "done")]);
    expect(store.entry("e1").value.text).toBe("Oh, hi");
    stop();
    store.apply([append("e1", "text", "!")]);
    expect(deltas).toHaveLength(2);
    expect(store.text("e1")).toBe("Oh, hi!");
  });

  it("reaches every listener of that entry, and no other's", () => {
    store.apply([put("entries", { id: "e2", kind: "reasoning" })]);
    for (const id of ["e1", "e2", "e2"]) store.onText(id, (delta) => deltas.push(`${id} ${delta}`));
    store.apply([append("e2", "text", "hm")]);
    expect(deltas).toEqual(["e2 hm", "e2 hm"]);
  });

  it("wakes the signal where the kind does not stream", () => {
    store.apply([put("entries", { id: "n1", kind: "notice" })]);
    watch({ n1: () => store.entry("n1").value });
    store.apply([append("n1", "text", "x")]);
    expect(woken).toEqual(["n1"]);
    expect(store.entry("n1").value.text).toBe("x");
  });

  it("is empty for an entry that is not there", () => expect(store.text("e9")).toBe(""));
});

describe("the calls that wait for approval", () => {
  const waiting = () => store.awaitingApproval.value.map(({ id }) => id);
  const call = (id: string, state: Entry["state"]) => put("entries", { id, kind: "tool_call", state });

  it("are in the order of the run, as long as they wait", () => {
    store.apply([call("e1", "running"), call("e2", "awaiting_approval"), call("e3", "awaiting_approval")]);
    store.apply([set("e1", "state", "awaiting_approval")]);
    expect(waiting()).toEqual(["e1", "e2", "e3"]);
    store.apply([set("e2", "state", "running"), set("e3", "state", "denied")]);
    expect(waiting()).toEqual(["e1"]);
  });

  it("are read from a snapshot", () => {
    store.load(
      Transcript.from({ entries: [{ id: "e1", kind: "tool_call", state: "awaiting_approval" }] }),
      0,
    );
    expect(waiting()).toEqual(["e1"]);
    store.load(new Transcript(), 0);
    expect(waiting()).toEqual([]);
  });
});

describe("loading another transcript", () => {
  it("wakes only the entries that differ: those of one history share the others", () => {
    watchAll();
    const entriesAndFacts = () => woken.filter((name) => ["e1", "e2", "facts"].includes(name));
    const next = store.transcript.copy();
    store.load(next, 700);
    expect(entriesAndFacts()).toEqual([]);
    expect(store.now.value).toBe(700);
    const changed = next.copy();
    changed.entries.set("e2", { ...changed.entries.get("e2")!, output: "3" });
    store.load(changed, 800);
    expect(entriesAndFacts()).toEqual(["e2"]);
    expect(store.entry("e2").value.output).toBe("3");
  });

  it("forgets what it does not have", () => {
    store.apply([put("entries", { id: "e1", kind: "user" }), put("lanes", { id: "a1", name: "A" })]);
    store.load(Transcript.from({ entries: [{ id: "e2", kind: "user" }], status: "done" }), 0);
    expect(store.entry("e1")).toBeUndefined();
    expect(store.entry("e2").value.kind).toBe("user");
    expect([store.lanes.value, store.facts.value.status]).toEqual([[], "done"]);
  });
});

describe("the structure", () => {
  it("tells whether there is anything to show", () => {
    const seen: boolean[] = [];
    stops.push(effect(() => void seen.push(store.isEmpty)));
    store.apply([{ op: "set", at: ["status"], value: "running" }]);
    store.apply([put("entries", { id: "e1", kind: "user" })]);
    expect(seen).toEqual([true, false]);
  });

  it("gives the same blocks until it changes", () => {
    store.apply([put("entries", { id: "e1", kind: "message", agent: "A" })]);
    const before = store.blocks(null);
    store.apply([append("e1", "text", "Hi")]);
    expect(store.blocks(null)).toBe(before);
    expect(store.blocks("e1")).toEqual([]);
    store.apply([put("entries", { id: "e2", kind: "message", agent: "A", parent: "e1" })]);
    expect(store.blocks("e1").map(({ ids }) => ids)).toEqual([["e2"]]);
  });
});

it("throws for a patch that does not fit, and still wakes what changed before it", () => {
  watchAll();
  expect(() => store.apply([set("e2", "output", "3"), set("e9", "output", "4")])).toThrow("No entries/e9");
  expect(woken).toEqual(["e2"]);
});
