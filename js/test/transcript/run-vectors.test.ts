/** What Python makes of random runs: tests/transcript/run_vectors.py writes the file. */

import { describe, expect, it } from "vitest";
import recorded from "../../../tests/vectors/twins/runs.json";
import { RunClient } from "../../src/kernel/run-client";
import { History } from "../../src/transcript/history";
import { toData, Transcript, type TranscriptData } from "../../src/transcript/schema";
import { TranscriptStore } from "../../src/transcript/store";
import type { TapeRow } from "../../src/transcript/tape";
import { seeded, type Random } from "../random";

interface Run {
  rows: TapeRow[];
  moments: { t: number; transcript: TranscriptData }[];
}

const runs = recorded as unknown as Run[];
const end = ({ moments }: Run) => moments.at(-1)!.transcript;

it("finds the runs", () => expect(runs.length).toBeGreaterThan(30));

describe.each(runs.map((run, number) => ({ run, number })))("run $number", ({ run, number }) => {
  const random = seeded(number);

  it("is at any time what it is in Python", () => {
    const history = new History({ start: null, rows: run.rows });
    for (const { t, transcript } of run.moments) {
      expect(toData(history.at(history.position(t)))).toEqual(transcript);
    }
  });

  it("is the same in a store, however its rows are grouped", () => {
    const store = new TranscriptStore();
    let patches = run.rows.flatMap((row) => row.patches);
    while (patches.length) {
      const size = 1 + Math.floor(random() * 20);
      store.apply(patches.slice(0, size));
      patches = patches.slice(size);
    }
    expect(toData(store.transcript)).toEqual(end(run));
    for (const id of store.transcript.entries.keys()) {
      expect(store.entry(id).value.state).toBe(store.transcript.entries.get(id)!.state);
    }
  });

  it("has all its text for who listens", () => {
    const store = new TranscriptStore();
    const heard = new Map<string, string>();
    for (const { patches } of run.rows) {
      for (const patch of patches) {
        store.apply([patch]);
        const id = patch.op === "put" ? (patch.value as { id: string }).id : patch.at[1];
        if (id === undefined || patch.at[0] !== "entries") continue;
        if (!heard.has(id)) store.onText(id, (delta) => heard.set(id, heard.get(id)! + delta));
        const isReplaced = patch.op === "put" || (patch.op === "set" && patch.at[2] === "text");
        if (isReplaced || !heard.has(id)) heard.set(id, store.text(id));
      }
    }
    for (const [id, { kind, text }] of store.transcript.entries) {
      if (kind === "message" || kind === "reasoning") expect(heard.get(id)).toBe(text);
    }
  });

  it("is whole in a page that lost and doubled rows, once it has what it asked for", () => {
    for (let time = 0; time < 5; time++) expect(toData(delivered(run, random))).toEqual(end(run));
  });
});

/** Deliver a run's rows over a line that loses some and doubles some, and answer what the page asks for. */
function delivered({ rows }: Run, random: Random): Transcript {
  const history = new History({ start: null, rows });
  let isAsked = false;
  const client = new RunClient((message) => (isAsked ||= message["type"] === "resync"));
  rows.forEach((row, at) => {
    const happens = random();
    if (happens < 0.8 || at === rows.length - 1) client.onMessage(row);
    if (happens < 0.1) client.onMessage(row);
    if (!isAsked) return;
    isAsked = false;
    const transcript = structuredClone(toData(history.at(at + 1)));
    client.onMessage({ type: "snapshot", seq: row.seq, t: row.t, transcript });
  });
  client.close();
  return client.store.transcript;
}
