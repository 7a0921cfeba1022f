import { beforeEach, describe, expect, it, vi } from "vitest";
import { Connection, LOST } from "../../src/kernel/connection";
import type { Message } from "../../src/kernel/messages";

const ANSWER: Message = { type: "reply", to: 0, ok: true };

let sent: Record<string, unknown>[];
let connection: Connection;
beforeEach(() => {
  sent = [];
  connection = new Connection((message) => sent.push(message));
});

const state = () => ({ live: connection.live.value, unreachable: connection.unreachable.value });

describe("whether Python is there", () => {
  it("is denied only when a greeting was not answered for a while", () => {
    connection.hello();
    expect(sent).toEqual([{ type: "hello" }]);
    vi.advanceTimersByTime(2900);
    expect(state()).toEqual({ live: false, unreachable: false });
    vi.advanceTimersByTime(200);
    expect(state()).toEqual({ live: false, unreachable: true });
    connection.onMessage(ANSWER);
    expect(state()).toEqual({ live: true, unreachable: false });
  });

  it("is asked again while nothing is heard, ever more seldom, and not for ever", () => {
    connection.hello();
    vi.advanceTimersByTime(3100);
    expect(sent).toHaveLength(2);
    vi.advanceTimersByTime(6000);
    expect(sent).toHaveLength(3);
    vi.advanceTimersByTime(3_600_000);
    expect(sent).toHaveLength(5);
    expect(state()).toEqual({ live: false, unreachable: true });
  });

  it("is asked no more once something was heard, or the view has gone", () => {
    connection.hello();
    vi.advanceTimersByTime(3100);
    connection.onMessage(ANSWER);
    vi.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(2);
    connection.onDisconnect();
    connection.close();
    vi.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(3);
  });

  it("is never denied of somebody who answered", () => {
    connection.hello();
    connection.onMessage(ANSWER);
    vi.advanceTimersByTime(10_000);
    expect(connection.unreachable.value).toBe(false);
  });

  it("is known at once where no Python can be, whatever the tape brings", () => {
    const offline = new Connection(null);
    expect(offline.unreachable.value).toBe(true);
    offline.onMessage({ seq: 1, t: 0, patches: [] });
    expect([offline.live.value, offline.unreachable.value]).toEqual([false, true]);
  });

  it.each<Message>([
    { seq: 1, t: 0, patches: [] },
    { type: "events", from: 0, total: 0, rows: [] },
    { type: "snapshot", seq: 1, t: 0, transcript: {} },
  ])("is proved by any message: %o", (message) => {
    connection.onMessage(message);
    expect(state()).toEqual({ live: true, unreachable: false });
  });

  it("is open again when the line is cut, until a new greeting is answered or not", () => {
    connection.onMessage(ANSWER);
    connection.onDisconnect();
    expect(sent).toEqual([{ type: "hello" }]);
    expect(state()).toEqual({ live: false, unreachable: false });
    vi.advanceTimersByTime(3100);
    expect(state()).toEqual({ live: false, unreachable: true });
  });

  it("is not decided by the greeting before: a new one has its whole time", () => {
    connection.hello();
    connection.onMessage(ANSWER);
    vi.advanceTimersByTime(2900);
    connection.onDisconnect();
    vi.advanceTimersByTime(2900);
    expect(state()).toEqual({ live: false, unreachable: false });
    vi.advanceTimersByTime(200);
    expect(state()).toEqual({ live: false, unreachable: true });
  });
});

describe("a request", () => {
  it("is numbered, and answered by the reply with its number", async () => {
    const stop = connection.request({ type: "stop" });
    const name = connection.request({ type: "name", id: "e1", variable: "x" });
    expect(sent).toEqual([
      { type: "stop", command: 1 },
      { type: "name", id: "e1", variable: "x", command: 2 },
    ]);
    connection.onMessage({ type: "reply", to: 2, ok: false, message: "x is taken." });
    connection.onMessage({ type: "reply", to: 1, ok: true });
    expect(await Promise.all([stop, name])).toEqual([
      { ok: true, message: "" },
      { ok: false, message: "x is taken." },
    ]);
  });

  it("keeps its first answer, and is not answered by the reply to another", async () => {
    const answers: unknown[] = [];
    void connection.request({ type: "pause" }).then((reply) => answers.push(reply.message));
    connection.onMessage({ type: "reply", to: 7, ok: true, message: "seven" });
    await Promise.resolve();
    expect(answers).toEqual([]);
    connection.onMessage({ type: "reply", to: 1, ok: true, message: "first" });
    connection.onMessage({ type: "reply", to: 1, ok: true, message: "second" });
    await Promise.resolve();
    expect(answers).toEqual(["first"]);
  });

  it("fails when the line is cut before its answer, whatever comes later", async () => {
    const stop = connection.request({ type: "stop" });
    connection.onDisconnect();
    connection.onMessage({ type: "reply", to: 1, ok: true, message: "" });
    expect(await stop).toEqual({ ok: false, message: LOST });
    const next = connection.request({ type: "stop" });
    connection.onMessage({ type: "reply", to: 2, ok: true, message: "" });
    expect((await next).ok).toBe(true);
  });

  it("fails at once where no Python can be", async () => {
    expect(await new Connection(null).request({ type: "stop" })).toEqual({ ok: false, message: "" });
  });
});

it("says answers, and that there will be none, in the language of the page", async () => {
  const connection = new Connection(() => {});
  connection.say = (sentence) => `auf Deutsch: ${sentence}`;
  const [first, second] = [connection.request({ type: "stop" }), connection.request({ type: "pause" })];
  connection.onMessage({ type: "reply", to: 1, ok: false, message: "No." });
  connection.onDisconnect();
  expect((await first).message).toBe("auf Deutsch: No.");
  expect((await second).message).toBe(`auf Deutsch: ${LOST}`);
  connection.close();
});

describe("a host that throws", () => {
  beforeEach(() => {
    connection = new Connection(() => {
      throw new Error("Cannot send");
    });
    connection.onMessage(ANSWER);
  });

  it("answers a request by a failure, and tells that nobody is there", async () => {
    expect(await connection.request({ type: "stop" })).toEqual({ ok: false, message: LOST });
    expect(state()).toEqual({ live: false, unreachable: true });
  });

  it("does not break what sends without waiting", () => {
    expect(() => connection.send({ type: "resume" })).not.toThrow();
    expect(state()).toEqual({ live: false, unreachable: true });
    connection.onMessage(ANSWER);
    expect(state()).toEqual({ live: true, unreachable: false });
  });
});
