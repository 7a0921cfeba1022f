import { effect } from "@preact/signals";
import { beforeEach, expect, it, vi } from "vitest";
import { History } from "../../src/transcript/history";
import type { Snapshot } from "../../src/transcript/tape";
import { FakePython, put } from "../fake-python";

let python: FakePython;
beforeEach(() => {
  python = new FakePython();
});

const texts = () => [...python.client.store.transcript.entries.values()].map((entry) => entry.text);
const snapshot = (seq: number, text: string): Snapshot => ({
  seq,
  t: seq * 100,
  transcript: { entries: [{ id: "e1", kind: "message", state: "streaming", text }] },
});

it("shows rows in order", () => {
  python.entry({ id: "e1", kind: "message" });
  python.append("e1", "text", "Hel");
  python.append("e1", "text", "lo");
  expect(texts()).toEqual(["Hello"]);
  expect(python.client.seq.value).toBe(3);
});

it("drops rows it has", () => {
  python.client.loadSnapshot(snapshot(5, "Hello"));
  python.row([{ op: "append", at: ["entries", "e1", "text"], value: "lo" }], { seq: 5 });
  python.row([{ op: "append", at: ["entries", "e1", "text"], value: "!" }], { seq: 6 });
  expect(texts()).toEqual(["Hello!"]);
  expect(python.commands("resync")).toEqual([]);
});

it("asks once for the whole when a row is missing, and goes on from the answer", () => {
  python.client.loadSnapshot(snapshot(1, "Hel"));
  for (const seq of [3, 4, 5]) {
    python.row([{ op: "append", at: ["entries", "e1", "text"], value: "?" }], { seq });
  }
  expect(python.commands("resync")).toEqual([{ type: "resync", seq: 1 }]);
  expect(texts()).toEqual(["Hel"]);
  python.deliver({ type: "snapshot", ...snapshot(5, "Hello") });
  python.row([{ op: "append", at: ["entries", "e1", "text"], value: "!" }], { seq: 6 });
  expect(texts()).toEqual(["Hello!"]);
});

it("asks for the whole when a host gave it an old state", () => {
  python.client.loadSnapshot(snapshot(2, "Hel"));
  python.deliver({ type: "reply", to: 0, ok: true, seq: 2 });
  expect(python.commands("resync")).toEqual([]);
  python.deliver({ type: "reply", to: 0, ok: true, seq: 5 });
  expect(python.commands("resync")).toEqual([{ type: "resync", seq: 2 }]);
  python.deliver({ type: "snapshot", ...snapshot(5, "Hello") });
  expect(texts()).toEqual(["Hello"]);
});

it("asks again when the answer got lost", () => {
  python.row([], { seq: 3 });
  vi.advanceTimersByTime(2500);
  python.row([], { seq: 4 });
  expect(python.commands("resync")).toHaveLength(2);
});

it("asks for the whole when a patch does not fit", () => {
  python.set("e9", { text: "lost" });
  expect(python.commands("resync")).toEqual([{ type: "resync", seq: 0 }]);
});

it("keeps the newer state when an older snapshot comes late", () => {
  python.client.loadSnapshot(snapshot(5, "Hello"));
  python.client.loadSnapshot(snapshot(3, "Hel"));
  python.client.loadSnapshot(snapshot(5, "other"));
  expect(texts()).toEqual(["Hello"]);
});

it("shows nothing for a snapshot that is none", () => {
  python.client.loadSnapshot(null);
  python.client.loadSnapshot({} as never);
  expect(texts()).toEqual([]);
});

it("wakes only the entry that changed, and none for the text of a message", () => {
  const { store } = python.client;
  python.entry({ id: "e1", kind: "message", state: "streaming" });
  python.entry({ id: "e2", kind: "tool_call", tool: "add" });
  const woken: string[] = [];
  const deltas: string[] = [];
  effect(() => void (store.entry("e1").value, woken.push("e1")));
  effect(() => void (store.entry("e2").value, woken.push("e2")));
  effect(() => void (store.structureVersion.value, woken.push("structure")));
  woken.length = 0;
  store.onText("e1", (delta) => deltas.push(delta));
  python.append("e1", "text", "Hi");
  expect([woken, deltas]).toEqual([[], ["Hi"]]);
  python.append("e2", "arguments", "{");
  expect(woken).toEqual(["e2"]);
  python.set("e1", { state: "done" });
  expect(woken).toEqual(["e2", "e1"]);
  expect(store.entry("e1").value.text).toBe("Hi");
});

it("is live once Python has said anything", () => {
  expect(python.client.connection.live.value).toBe(false);
  python.deliver({ type: "reply", to: 0, ok: true });
  expect(python.client.connection.live.value).toBe(true);
});

it("gives the reply to the command that asked", async () => {
  const stop = python.client.connection.request({ type: "stop" });
  const name = python.client.connection.request({ type: "name", id: "e1", variable: "x" });
  expect(python.sent.map(({ type, command }) => [type, command])).toEqual([
    ["stop", 1],
    ["name", 2],
  ]);
  python.deliver({ type: "reply", to: 2, ok: false, message: "x is taken." });
  python.deliver({ type: "reply", to: 1, ok: true });
  expect(await name).toEqual({ ok: false, message: "x is taken." });
  expect(await stop).toEqual({ ok: true, message: "" });
});

it("fetches the whole tape only when it came late", async () => {
  python.row([put("entries", { id: "e1", kind: "user", text: "a" })]);
  expect((await python.client.fetchTape()).rows.length).toBe(1);
  expect(python.commands("tape")).toEqual([]);

  const late = new FakePython();
  late.client.loadSnapshot(snapshot(2, "ab"));
  late.row([{ op: "append", at: ["entries", "e1", "text"], value: "c" }], { seq: 3, t: 300 });
  const whole = late.client.fetchTape();
  late.deliver({
    type: "tape",
    header: { format: "agents_widget.tape", version: 1 },
    rows: [
      { seq: 1, t: 100, patches: [put("entries", { id: "e1", kind: "message", text: "a" })] },
      { seq: 2, t: 200, patches: [{ op: "append", at: ["entries", "e1", "text"], value: "b" }] },
    ],
  });
  const history = new History(await whole);
  expect([0, 1, 2, 3].map((position) => history.at(position).entries.get("e1")?.text)).toEqual([
    undefined,
    "a",
    "ab",
    "abc",
  ]);
});

it("lengthens the last event when its deltas go on", () => {
  const delta = { t: 0, kind: "raw", type: "response.output_text.delta", summary: "" } as const;
  python.deliver({ type: "events", from: 0, total: 3, rows: [{ ...delta, n: 0, count: 3 }] });
  python.deliver({ type: "events", from: 3, total: 5, rows: [{ ...delta, n: 3, count: 2 }] });
  expect(python.client.eventRows.rows.value.map(({ n, count }) => [n, count])).toEqual([[0, 5]]);
  expect(python.client.eventRows.total.value).toBe(5);
});
