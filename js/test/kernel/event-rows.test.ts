import { effect } from "@preact/signals";
import { beforeEach, describe, expect, it } from "vitest";
import { Connection } from "../../src/kernel/connection";
import { EventRows } from "../../src/kernel/event-rows";
import type { EventRow } from "../../src/kernel/messages";

let sent: Record<string, unknown>[];
let events: EventRows;
beforeEach(() => {
  sent = [];
  events = new EventRows(new Connection((message) => sent.push(message)));
});

const row = (n: number, type: string, fields: Partial<EventRow> = {}): EventRow => ({
  n,
  t: n * 10,
  kind: "raw",
  type,
  summary: "",
  ...fields,
});
const deliver = (from: number, rows: EventRow[], total = from + rows.length) =>
  events.onMessage({ type: "events", from, total, rows });
const shown = () => events.rows.value.map(({ n, type, count = 1 }) => `${n} ${type} ${count}`);

it("replaces a row that has grown", () => {
  deliver(0, [row(0, "a"), row(1, "x.delta", { count: 2 })], 3);
  const [, held] = events.rows.value;
  deliver(1, [row(1, "x.delta", { count: 5 }), row(6, "b")], 7);
  expect(shown()).toEqual(["0 a 1", "1 x.delta 5", "6 b 1"]);
  expect(held!.count).toBe(2);
});

it("replaces the rows that are sent again", () => {
  deliver(0, [row(0, "a"), row(1, "b"), row(2, "c")]);
  deliver(1, [row(1, "B")], 2);
  expect(shown()).toEqual(["0 a 1", "1 B 1"]);
});

it("only takes the total from a message without rows", () => {
  deliver(0, [row(0, "a")]);
  deliver(1, [], 9);
  expect(shown()).toEqual(["0 a 1"]);
  expect(events.total.value).toBe(9);
});

describe("a subscription", () => {
  it("is one for all that look, and ends with the last of them", () => {
    const [first, second] = [events.subscribe(), events.subscribe()];
    expect(sent).toEqual([{ type: "events", from: 0, open: true }]);
    first();
    expect(sent).toHaveLength(1);
    second();
    expect(sent.slice(1)).toEqual([{ type: "events", from: 0, open: false }]);
  });

  it("goes on after the last event that is here, deltas counted", () => {
    deliver(0, [row(0, "a"), row(1, "x.delta", { count: 40 })], 41);
    events.subscribe();
    expect(sent).toEqual([{ type: "events", from: 41, open: true }]);
  });
});

describe("the JSON of an event", () => {
  it("is asked for until it is here, and wakes those who wait for it", () => {
    const seen: unknown[] = [];
    const stop = effect(() => void seen.push(events.jsonByNumber.value.get(4)));
    events.fetchJson(4);
    events.onMessage({ type: "event", n: 4, json: '{"type": "x"}' });
    events.fetchJson(4);
    events.fetchJson(5);
    expect(sent).toEqual([
      { type: "event", n: 4 },
      { type: "event", n: 5 },
    ]);
    expect(seen).toEqual([undefined, '{"type": "x"}']);
    stop();
  });

  it("may be null", () => {
    events.onMessage({ type: "event", n: 1, json: "null" });
    events.fetchJson(1);
    expect(sent).toEqual([]);
  });
});
