import { beforeEach, describe, expect, it, vi } from "vitest";
import { Replay } from "../../src/transcript/replay";
import { toData, type Patch } from "../../src/transcript/schema";
import type { Tape } from "../../src/transcript/tape";
import { put } from "../fake-python";

const letter = (value: string): Patch => ({ op: "append", at: ["entries", "e1", "text"], value });

/** A message that is written letter by letter, each at one of `times`. */
function tapeOf(text: string, times: number[]): Tape {
  const rows = [...text].map((value, at) => ({ seq: at + 2, t: times[at]!, patches: [letter(value)] }));
  return {
    start: null,
    rows: [{ seq: 1, t: 0, patches: [put("entries", { id: "e1", kind: "message" })] }, ...rows],
  };
}

let tape: Tape;
let replay: Replay;
beforeEach(() => {
  tape = tapeOf("abc", [1000, 1400, 9000]);
  replay = new Replay(tape);
});

const shown = () => ({
  position: replay.position.value,
  text: replay.store.transcript.entries.get("e1")?.text,
  now: replay.store.now.value,
});

it("begins at the end", () => {
  expect(shown()).toEqual({ position: 4, text: "abc", now: 9000 });
  expect([replay.length.value, replay.playing.value]).toEqual([4, false]);
});

describe("seeking", () => {
  it.each([
    [0, { position: 0, text: undefined, now: 0 }],
    [1, { position: 1, text: "", now: 0 }],
    [3, { position: 3, text: "ab", now: 1400 }],
    [-5, { position: 0, text: undefined, now: 0 }],
    [99, { position: 4, text: "abc", now: 9000 }],
  ])("to %d shows the run as it was then", (position, expected) => {
    replay.seek(position);
    expect(shown()).toEqual(expected);
  });

  it("by steps goes row by row, and no farther than the ends", () => {
    const positions = ([-1, -1, 1, 1, 1] as const).map((direction) => {
      replay.step(direction);
      return replay.position.value;
    });
    expect(positions).toEqual([3, 2, 3, 4, 4]);
    expect(shown().text).toBe("abc");
  });

  it("streams the text to who listens where it goes few rows forward", () => {
    replay.seek(1);
    const deltas: string[] = [];
    replay.store.onText("e1", (delta) => deltas.push(delta));
    replay.seek(3);
    expect(deltas).toEqual(["a", "b"]);
  });

  it("gives the same transcript by steps, by jumps, and from the history", () => {
    const times = Array.from({ length: 300 }, (_, at) => at);
    const long = new Replay(tapeOf("x".repeat(300), times));
    for (const position of [0, 63, 127, 300, 236, 301, 10, 74]) {
      long.seek(position);
      expect(toData(long.store.transcript)).toEqual(toData(long.history.at(position)));
    }
  });

  it("knows the rows that came since, once it moves", () => {
    tape.rows.push({ seq: 5, t: 9500, patches: [letter("d")] });
    replay.step(1);
    expect(shown()).toEqual({ position: 5, text: "abcd", now: 9500 });
    expect(replay.length.value).toBe(5);
  });
});

describe("playing", () => {
  it("begins anew from the end, keeps the pace of the run, and cuts long silences", () => {
    replay.toggle();
    expect([replay.playing.value, replay.position.value]).toEqual([true, 0]);
    const positions = [0, 999, 1, 400, 1499, 1].map((ms) => {
      vi.advanceTimersByTime(ms);
      return replay.position.value;
    });
    expect(positions).toEqual([1, 1, 2, 3, 3, 4]);
    expect(shown().text).toBe("abc");
    expect(replay.playing.value).toBe(false);
  });

  it("goes on from where it stands", () => {
    replay.seek(2);
    replay.toggle();
    vi.advanceTimersByTime(400);
    expect(shown()).toMatchObject({ position: 3, text: "ab" });
  });

  it("is faster where the reader wants it", () => {
    replay.speed.value = 4;
    replay.toggle();
    vi.advanceTimersByTime(350);
    expect(replay.position.value).toBe(3);
  });

  it.each<[string, () => void]>([
    ["a pause", () => replay.pause()],
    ["a second press", () => replay.toggle()],
    ["a seek", () => replay.seek(2)],
    ["a step", () => (replay.seek(1), replay.step(1))],
  ])("stops at %s", (_, stop) => {
    replay.seek(1);
    replay.toggle();
    vi.advanceTimersByTime(1000);
    stop();
    expect(replay.playing.value).toBe(false);
    vi.advanceTimersByTime(60_000);
    expect(replay.position.value).toBe(2);
  });

  it("ends at once where nothing is recorded", () => {
    const empty = new Replay({ start: null, rows: [] });
    empty.toggle();
    expect([empty.playing.value, empty.position.value, empty.length.value]).toEqual([false, 0, 0]);
  });
});

it("begins with the snapshot where the tape does", () => {
  const start = {
    seq: 7,
    t: 700,
    transcript: { entries: [{ id: "e1", kind: "message", text: "so far" } as const] },
  };
  replay = new Replay({ start, rows: [{ seq: 8, t: 900, patches: [letter("!")] }] });
  replay.seek(0);
  expect(shown()).toEqual({ position: 0, text: "so far", now: 700 });
  replay.step(1);
  expect(shown()).toEqual({ position: 1, text: "so far!", now: 900 });
});
