import { beforeEach, describe, expect, it, vi } from "vitest";
import { RunClient } from "../../src/kernel/run-client";
import { History } from "../../src/transcript/history";
import type { Patch } from "../../src/transcript/schema";
import type { Snapshot, TapeRow } from "../../src/transcript/tape";
import { FakePython, put } from "../fake-python";

let python: FakePython;
beforeEach(() => {
  python = new FakePython();
});

const texts = () => [...python.client.store.transcript.entries.values()].map((entry) => entry.text);
const more = (value: string): Patch => ({ op: "append", at: ["entries", "e1", "text"], value });
const snapshot = (seq: number, text: string): Snapshot => ({
  seq,
  t: seq * 100,
  transcript: { entries: [{ id: "e1", kind: "message", state: "streaming", text }] },
});

describe("rows", () => {
  it("are shown in order", () => {
    python.entry({ id: "e1", kind: "message" });
    python.append("e1", "text", "Hel");
    python.append("e1", "text", "lo");
    expect(texts()).toEqual(["Hello"]);
    expect(python.client.seq.value).toBe(3);
  });

  it("are dropped where they are known", () => {
    python.client.loadSnapshot(snapshot(5, "Hello"));
    python.row([more("lo")], { seq: 5 });
    python.row([more("!")], { seq: 6 });
    expect(texts()).toEqual(["Hello!"]);
    expect(python.commands("resync")).toEqual([]);
  });

  it("are kept on the tape, each once", () => {
    python.row([put("entries", { id: "e1", kind: "message" })], { t: 10 });
    python.row([more("a")], { t: 20 });
    python.row([more("a")], { t: 20, seq: 2 });
    expect(python.client.tape.start).toBeNull();
    expect(python.client.tape.rows.map(({ seq, t }) => [seq, t])).toEqual([
      [1, 10],
      [2, 20],
    ]);
  });
});

describe("the whole is asked for", () => {
  it("once when a row is missing, and the run goes on from the answer", () => {
    python.client.loadSnapshot(snapshot(1, "Hel"));
    for (const seq of [3, 4, 5]) python.row([more("?")], { seq });
    expect(python.commands("resync")).toEqual([{ type: "resync", seq: 1 }]);
    expect(texts()).toEqual(["Hel"]);
    python.deliver({ type: "snapshot", ...snapshot(5, "Hello") });
    python.row([more("!")], { seq: 6 });
    expect(texts()).toEqual(["Hello!"]);
  });

  it("when a host gave the page an old state", () => {
    python.client.loadSnapshot(snapshot(2, "Hel"));
    python.deliver({ type: "reply", to: 0, ok: true, seq: 2 });
    expect(python.commands("resync")).toEqual([]);
    python.deliver({ type: "reply", to: 0, ok: true, seq: 5 });
    expect(python.commands("resync")).toEqual([{ type: "resync", seq: 2 }]);
    python.deliver({ type: "snapshot", ...snapshot(5, "Hello") });
    expect(texts()).toEqual(["Hello"]);
  });

  it("again when the answer got lost", () => {
    python.row([], { seq: 3 });
    vi.advanceTimersByTime(2500);
    python.row([], { seq: 4 });
    expect(python.commands("resync")).toHaveLength(2);
  });

  it("again at once for a second gap, after the answer to the first", () => {
    python.row([], { seq: 3 });
    python.deliver({ type: "snapshot", ...snapshot(3, "a") });
    python.row([], { seq: 6 });
    expect(python.commands("resync").map((command) => "seq" in command && command.seq)).toEqual([0, 3]);
  });

  it("when a patch does not fit", () => {
    python.set("e9", { text: "lost" });
    expect(python.commands("resync")).toEqual([{ type: "resync", seq: 0 }]);
  });

  it("when only the end of a row does not fit: what came before it is not done twice", () => {
    python.client.loadSnapshot(snapshot(1, "Hel"));
    python.row([more("lo"), { op: "set", at: ["entries", "e9", "text"], value: "" }], { seq: 2 });
    expect(python.client.seq.value).toBe(1);
    expect(python.client.tape.rows).toEqual([]);
    python.deliver({ type: "snapshot", ...snapshot(2, "Hello") });
    expect(texts()).toEqual(["Hello"]);
  });
});

describe("a snapshot", () => {
  it("is passed over where it is older, or tells nothing new", () => {
    python.client.loadSnapshot(snapshot(5, "Hello"));
    python.client.loadSnapshot(snapshot(3, "Hel"));
    python.client.loadSnapshot(snapshot(5, "other"));
    expect(texts()).toEqual(["Hello"]);
  });

  it("is shown where Python sent a newer one by itself", () => {
    python.client.loadSnapshot(snapshot(5, "Hello"));
    python.deliver({ type: "snapshot", ...snapshot(6, "Bye") });
    expect(texts()).toEqual(["Bye"]);
    expect(python.client.seq.value).toBe(6);
  });

  it("of the same row repairs what was asked for", () => {
    python.client.loadSnapshot(snapshot(5, "Hello"));
    python.row([{ op: "set", at: ["nothing"], value: 1 }], { seq: 6 });
    python.deliver({ type: "snapshot", ...snapshot(5, "Hello again") });
    expect(texts()).toEqual(["Hello again"]);
  });

  it("may come after rows, and is not taken where it is older than those", () => {
    python.entry({ id: "e1", kind: "message", text: "a" });
    python.append("e1", "text", "b");
    python.client.loadSnapshot(snapshot(1, "a"));
    expect(texts()).toEqual(["ab"]);
    python.client.loadSnapshot(snapshot(2, "ab of the snapshot"));
    expect(texts()).toEqual(["ab of the snapshot"]);
  });

  it("that comes in parts is shown when it is whole", () => {
    const { transcript, ...large } = snapshot(5, "Hel");
    python.deliver({ type: "snapshot", ...large, transcript: { detail: "large" }, parts: 2 });
    python.deliver({ type: "snapshot_part", seq: 5, patches: [put("entries", transcript.entries![0]!)] });
    expect(texts()).toEqual([]);
    python.deliver({ type: "snapshot_part", seq: 5, patches: [more("lo")] });
    python.row([more("!")], { seq: 6 });
    expect(texts()).toEqual(["Hello!"]);
    expect(python.client.store.facts.value.detail).toBe("large");
    expect(python.commands("resync")).toEqual([]);
    const history = new History(python.client.tape);
    expect(history.at(0).entries.get("e1")!.text).toBe("Hello");
  });

  it("of which a part was lost gives way to the next one", () => {
    python.deliver({ type: "snapshot", ...snapshot(5, "Hel"), parts: 2 });
    python.deliver({ type: "snapshot_part", seq: 5, patches: [more("?")] });
    python.deliver({ type: "snapshot", ...snapshot(7, "Hel"), parts: 1 });
    python.deliver({ type: "snapshot_part", seq: 5, patches: [more("?")] });
    python.deliver({ type: "snapshot_part", seq: 7, patches: [more("lo")] });
    expect(texts()).toEqual(["Hello"]);
    python.deliver({ type: "snapshot_part", seq: 7, patches: [more("?")] });
    expect(texts()).toEqual(["Hello"]);
  });

  it("of before the first row is the beginning of a large run: the whole is asked for", () => {
    python.client.loadSnapshot(snapshot(0, "Hel"));
    expect(texts()).toEqual(["Hel"]);
    python.deliver({ type: "reply", to: 0, ok: true, seq: 5 });
    expect(python.commands("resync")).toEqual([{ type: "resync", seq: 0 }]);
    python.deliver({ type: "snapshot", ...snapshot(5, "Hello") });
    expect(texts()).toEqual(["Hello"]);
  });

  it("shows nothing where it is none", () => {
    python.client.loadSnapshot(null);
    python.client.loadSnapshot({} as never);
    expect(texts()).toEqual([]);
  });

  it("sets the clock", () => {
    python.client.loadSnapshot(snapshot(50, "Hello"));
    expect(python.client.store.now.value).toBe(5000);
  });
});

describe("the whole tape", () => {
  const rows: TapeRow[] = [
    { seq: 1, t: 100, patches: [put("entries", { id: "e1", kind: "message", text: "a" })] },
    { seq: 2, t: 200, patches: [more("b")] },
  ];
  const header = { format: "agents_widget.tape", version: 1 };
  const textsOf = (history: History) =>
    Array.from({ length: history.length + 1 }, (_, position) => history.at(position).entries.get("e1")?.text);

  beforeEach(() => {
    python.client.loadSnapshot(snapshot(2, "ab"));
    python.row([more("c")], { seq: 3, t: 300 });
  });

  it("is here already where the page was there from the beginning", async () => {
    const early = new FakePython();
    early.client.loadSnapshot({ seq: 0, t: 0, transcript: {} });
    early.row([put("entries", { id: "e1", kind: "user", text: "a" })]);
    expect((await early.client.fetchTape()).rows).toHaveLength(1);
    expect(early.commands("tape")).toEqual([]);
  });

  it("is fetched where the page came late, and goes on with the rows that came meanwhile", async () => {
    const whole = python.client.fetchTape();
    python.deliver({ type: "tape", header, rows });
    expect(textsOf(new History(await whole))).toEqual([undefined, "a", "ab", "abc"]);
  });

  it("holds no row twice that Python had written by then", async () => {
    const whole = python.client.fetchTape();
    python.deliver({ type: "tape", header, rows: [...rows, { seq: 3, t: 300, patches: [more("c")] }] });
    expect((await whole).rows.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it("is given to all that asked, and not asked for again", async () => {
    const asked = [python.client.fetchTape(), python.client.fetchTape()];
    python.deliver({ type: "tape", header, rows });
    const [first, second] = await Promise.all(asked);
    expect(first).toBe(second);
    const before = python.commands("tape").length;
    expect(await python.client.fetchTape()).toBe(first);
    expect(python.commands("tape")).toHaveLength(before);
  });

  it("begins where the page came in, where Python has no more or does not answer", async () => {
    const refused = python.client.fetchTape();
    python.reply(false, "The tape is not kept.");
    expect(textsOf(new History(await refused))).toEqual(["ab", "abc"]);
    python.client.connection.onDisconnect();
    expect((await python.client.fetchTape()).start?.seq).toBe(2);
    expect(python.commands("tape")).toHaveLength(1);
  });

  it.each<[string, () => void]>([
    ["before it answers", () => {}],
    ["after its reply", () => python.reply(true)],
  ])("is not waited for any more where Python goes away %s", async (_, answer) => {
    const whole = python.client.fetchTape();
    answer();
    python.client.connection.onDisconnect();
    await vi.advanceTimersByTimeAsync(4000);
    expect(textsOf(new History(await whole))).toEqual(["ab", "abc"]);
  });

  it("may come in parts", async () => {
    const fetched = python.client.fetchTape();
    python.deliver({ type: "tape", header, rows: rows.slice(0, 1), more: true });
    python.deliver({ type: "tape", header, rows: rows.slice(1) });
    expect(textsOf(new History(await fetched))).toEqual([undefined, "a", "ab", "abc"]);
  });

  it("waits for the tape where its reply comes first", async () => {
    const whole = python.client.fetchTape();
    python.reply(true);
    await vi.advanceTimersByTimeAsync(0);
    python.deliver({ type: "tape", header, rows });
    expect((await whole).start).toBeNull();
  });
});

describe("messages", () => {
  it("that are not rows reach those that asked", () => {
    const { client } = python;
    python.deliver({ type: "saved", forms: { "text/html": "<p>" } });
    python.deliver({ type: "result", id: "e1", text: "all" });
    python.deliver({ type: "events", from: 0, total: 7, rows: [] });
    python.deliver({ type: "event", n: 3, json: "{}" });
    expect(client.savedPage.value).toEqual({ "text/html": "<p>" });
    expect(client.results.byEntry.value.get("e1")).toEqual({ text: "all" });
    expect(client.eventRows.total.value).toBe(7);
    expect([...client.eventRows.jsonByNumber.value.keys()]).toEqual([3]);
    expect(client.seq.value).toBe(0);
  });

  it("show that Python is there", () => {
    expect(python.client.connection.live.value).toBe(false);
    python.deliver({ type: "reply", to: 0, ok: true });
    expect(python.client.connection.live.value).toBe(true);
  });

  it("from a tape without Python are shown, and nothing is asked", () => {
    const offline = new RunClient(null);
    offline.onMessage({ seq: 1, t: 0, patches: [put("entries", { id: "e1", kind: "user" })] });
    offline.onMessage({ seq: 3, t: 0, patches: [] });
    expect([offline.seq.value, offline.connection.live.value]).toEqual([1, false]);
  });
});

it("has a clock that goes on by itself until the client is closed", () => {
  python.row([], { t: 0 });
  vi.advanceTimersByTime(3000);
  expect(python.client.store.now.value).toBe(3000);
  python.client.close();
  vi.advanceTimersByTime(3000);
  expect(python.client.store.now.value).toBe(3000);
});
