/// <reference types="vite/client" />

import { describe, expect, it } from "vitest";
import { History } from "../../src/transcript/history";
import { apply, toData, Transcript, type Patch, type TranscriptData } from "../../src/transcript/schema";
import { TranscriptStore } from "../../src/transcript/store";

interface Vector {
  name: string;
  patches: Patch[];
  transcript: TranscriptData;
}

const files = import.meta.glob<Vector>("../../../tests/vectors/*.json", { eager: true, import: "default" });
const vectors = Object.values(files);

function applied(patches: Patch[]): Transcript {
  const transcript = new Transcript();
  patches.forEach((patch) => apply(transcript, patch));
  return transcript;
}

it("finds the vectors", () => expect(vectors.length).toBeGreaterThan(20));

describe.each(vectors)("$name", ({ patches, transcript }) => {
  it("gives the transcript that Python gives", () => {
    expect(toData(applied(patches))).toEqual(transcript);
  });

  it("can be put down and taken up again after any patch", () => {
    for (let cut = 0; cut <= patches.length; cut++) {
      const halfway = Transcript.from(structuredClone(toData(applied(patches.slice(0, cut)))));
      patches.slice(cut).forEach((patch) => apply(halfway, patch));
      expect(toData(halfway)).toEqual(transcript);
    }
  });

  it("reads the same from a store and from a tape", () => {
    const store = new TranscriptStore();
    patches.forEach((patch) => store.apply([patch]));
    const rows = patches.map((patch, at) => ({ seq: at + 1, t: at, patches: [patch] }));
    const history = new History({ start: null, rows });
    expect(toData(store.transcript)).toEqual(transcript);
    expect(toData(history.at(rows.length))).toEqual(transcript);
  });
});
