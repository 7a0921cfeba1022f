import { signal } from "@preact/signals";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { RunClock } from "../../src/transcript/clock";
import type { Facts } from "../../src/transcript/schema";
import { TranscriptStore } from "../../src/transcript/store";

let store: TranscriptStore;
let clock: RunClock;
const live = signal(true);
beforeEach(() => {
  live.value = true;
  store = new TranscriptStore();
  clock = new RunClock(store, live);
  onTestFinished(() => clock.stop());
});

const facts = (facts: Partial<Facts>) =>
  store.apply(Object.entries(facts).map(([field, value]) => ({ op: "set", at: [field], value })));

describe("between rows", () => {
  it("ticks every second from the time of the last", () => {
    clock.sync(10_000);
    vi.advanceTimersByTime(900);
    expect(store.now.value).toBe(10_000);
    vi.advanceTimersByTime(2100);
    expect(store.now.value).toBe(13_000);
  });

  it.each<[string, () => void]>([
    ["the run is done", () => facts({ status: "done" })],
    ["Python is not there", () => (live.value = false)],
    ["it was stopped", () => clock.stop()],
  ])("stands still while %s", (_, happen) => {
    clock.sync(1000);
    happen();
    vi.advanceTimersByTime(5000);
    expect(store.now.value).toBe(1000);
  });

  it("goes on when Python is there again, by the whole time that passed", () => {
    clock.sync(1000);
    live.value = false;
    vi.advanceTimersByTime(5000);
    live.value = true;
    vi.advanceTimersByTime(1000);
    expect(store.now.value).toBe(7000);
  });
});

it("goes on while the run waits, as Python's does", () => {
  clock.sync(1000);
  facts({ status: "waiting" });
  vi.advanceTimersByTime(5000);
  expect(store.now.value).toBe(6000);
  clock.sync(6100); // the row of what was decided
  expect(store.now.value).toBe(6000);
});

describe("a row", () => {
  it.each([
    ["a little later changes nothing that a reader sees", 5400, 5000],
    ["a second later sets it", 6000, 6000],
    ["from before sets it back", 4900, 4900],
  ])("%s", (_, t, expected) => {
    clock.sync(5000);
    clock.sync(t);
    expect(store.now.value).toBe(expected);
  });

  it("decides from when the next tick counts", () => {
    clock.sync(5000);
    vi.advanceTimersByTime(500);
    clock.sync(5100);
    vi.advanceTimersByTime(500);
    expect(store.now.value).toBe(5600);
  });
});

it("ends with the run, whatever comes later", () => {
  clock.sync(5000);
  facts({ ended: 5300, status: "done" });
  expect(store.now.value).toBe(5300);
  clock.sync(9000);
  vi.advanceTimersByTime(5000);
  expect(store.now.value).toBe(5300);
});

it("goes on when the conversation does", () => {
  facts({ ended: 5300, status: "done" });
  facts({ ended: null, status: "running" });
  clock.sync(60_000);
  vi.advanceTimersByTime(2000);
  expect(store.now.value).toBe(62_000);
});
