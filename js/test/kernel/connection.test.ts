import { expect, it, vi } from "vitest";
import { Link } from "../../src/kernel/connection";

it("takes nobody to be there only when a greeting was not answered for a while", () => {
  const sent: unknown[] = [];
  const link = new Link((message) => sent.push(message));
  link.greet();
  expect(sent).toEqual([{ type: "hello" }]);
  vi.advanceTimersByTime(2900);
  expect([link.live.value, link.alone.value]).toEqual([false, false]);
  vi.advanceTimersByTime(200);
  expect([link.live.value, link.alone.value]).toEqual([false, true]);
  link.heard({ type: "reply", to: 0, ok: true });
  expect([link.live.value, link.alone.value]).toEqual([true, false]);
});

it("never takes somebody who answered to be gone", () => {
  const link = new Link(() => {});
  link.greet();
  link.heard({ type: "reply", to: 0, ok: true });
  vi.advanceTimersByTime(10_000);
  expect(link.alone.value).toBe(false);
});

it("knows at once where no Python can be", () => {
  expect(new Link(null).alone.value).toBe(true);
});

it("takes nobody to be there whose line is cut, unless it answers anew", () => {
  const link = new Link(() => {});
  link.heard({ type: "reply", to: 0, ok: true });
  link.cut();
  expect([link.live.value, link.alone.value]).toEqual([false, false]);
  vi.advanceTimersByTime(3100);
  expect([link.live.value, link.alone.value]).toEqual([false, true]);
});

it("knows that nobody is there where the host throws", async () => {
  const link = new Link(() => {
    throw new Error("Cannot send");
  });
  link.heard({ type: "reply", to: 0, ok: true });
  expect(await link.ask({ type: "stop" })).toEqual({ ok: false, message: "" });
  expect([link.live.value, link.alone.value]).toEqual([false, true]);
});
