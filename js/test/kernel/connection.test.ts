import { expect, it, vi } from "vitest";
import { Connection } from "../../src/kernel/connection";

it("takes nobody to be there only when a greeting was not answered for a while", () => {
  const sent: unknown[] = [];
  const connection = new Connection((message) => sent.push(message));
  connection.hello();
  expect(sent).toEqual([{ type: "hello" }]);
  vi.advanceTimersByTime(2900);
  expect([connection.live.value, connection.unreachable.value]).toEqual([false, false]);
  vi.advanceTimersByTime(200);
  expect([connection.live.value, connection.unreachable.value]).toEqual([false, true]);
  connection.onMessage({ type: "reply", to: 0, ok: true });
  expect([connection.live.value, connection.unreachable.value]).toEqual([true, false]);
});

it("never takes somebody who answered to be gone", () => {
  const connection = new Connection(() => {});
  connection.hello();
  connection.onMessage({ type: "reply", to: 0, ok: true });
  vi.advanceTimersByTime(10_000);
  expect(connection.unreachable.value).toBe(false);
});

it("knows at once where no Python can be", () => {
  expect(new Connection(null).unreachable.value).toBe(true);
});

it("takes nobody to be there whose line is cut, unless it answers anew", () => {
  const connection = new Connection(() => {});
  connection.onMessage({ type: "reply", to: 0, ok: true });
  connection.onDisconnect();
  expect([connection.live.value, connection.unreachable.value]).toEqual([false, false]);
  vi.advanceTimersByTime(3100);
  expect([connection.live.value, connection.unreachable.value]).toEqual([false, true]);
});

it("knows that nobody is there where the host throws", async () => {
  const connection = new Connection(() => {
    throw new Error("Cannot send");
  });
  connection.onMessage({ type: "reply", to: 0, ok: true });
  expect(await connection.request({ type: "stop" })).toEqual({ ok: false, message: "" });
  expect([connection.live.value, connection.unreachable.value]).toEqual([false, true]);
});
