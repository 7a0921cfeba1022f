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

describe("rows that continue the last", () => {
  const DELTA = "response.output_text.delta";

  it("lengthen it where they are deltas of its type; the newest summary stands, and the first time", () => {
    deliver(0, [row(0, DELTA, { count: 3, summary: "Hel" })]);
    deliver(3, [row(3, DELTA, { count: 2, summary: "lo" }), row(5, "response.completed")], 6);
    expect(shown()).toEqual([`0 ${DELTA} 5`, "5 response.completed 1"]);
    expect(events.rows.value[0]).toMatchObject({ t: 0, summary: "lo" });
    expect(events.total.value).toBe(6);
  });

  it("count as one where they have no count", () => {
    deliver(0, [row(0, DELTA)]);
    deliver(1, [row(1, DELTA)]);
    expect(shown()).toEqual([`0 ${DELTA} 2`]);
  });

  it.each([
    ["of another type", DELTA, "response.reasoning_text.delta"],
    ["that are no deltas", "response.created", "response.created"],
  ])("stay rows of their own %s", (_, first, second) => {
    deliver(0, [row(0, first)]);
    deliver(1, [row(1, second)]);
    expect(shown()).toEqual([`0 ${first} 1`, `1 ${second} 1`]);
  });

  it("leave the rows that somebody holds as they were", () => {
    deliver(0, [row(0, DELTA, { count: 2 })]);
    const [held] = events.rows.value;
    deliver(2, [row(2, DELTA)]);
    expect(held!.count).toBe(2);
  });
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
