/** What Python makes of arbitrary patches: tests/transcript/patch_vectors.py writes the file. */

import { expect, it } from "vitest";
import vectors from "../../../tests/vectors/twins/patches.json";
import { fieldTypes } from "../../src/transcript/field-types";
import { apply, toData, Transcript, type Patch } from "../../src/transcript/schema";

it("takes and refuses the patches that Python takes and refuses, and makes the same of them", () => {
  for (const { patches, refused, transcript } of vectors.cases) {
    const made = new Transcript();
    const thrown: number[] = [];
    (patches as unknown as Patch[]).forEach((patch, number) => {
      const before = structuredClone(toData(made));
      try {
        apply(made, patch);
      } catch {
        thrown.push(number);
        expect(toData(made)).toEqual(before);
      }
    });
    expect({ patches, thrown }).toEqual({ patches, thrown: refused });
    expect(toData(made)).toEqual(transcript);
    expect(toData(Transcript.from(toData(made)))).toEqual(transcript);
  }
});

it("knows the types of Python's fields", () => {
  const made = new Transcript();
  apply(made, { op: "put", at: ["entries"], value: { id: "r", kind: "user" } });
  apply(made, { op: "put", at: ["lanes"], value: { id: "r", name: "A" } });
  apply(made, { op: "put", at: ["calls"], value: { id: "r" } });
  const rows = {
    facts: made.facts,
    entries: made.entries.get("r")!,
    lanes: made.lanes.get("r")!,
    calls: made.calls.get("r")!,
  };
  const types = Object.entries(rows).map(([name, row]) => [
    name,
    Object.fromEntries(Object.entries(row).map(([field, value]) => [field, fieldTypes(field, value).sort()])),
  ]);
  expect(Object.fromEntries(types)).toEqual(vectors.types);
});
