import { expect, it } from "vitest";
import type { Container } from "../../src/json/parser";
import { preview } from "../../src/json/preview";
import { parsed } from "./parsed";

const previewOf = (json: string) => preview(parsed([json]).root as Container);

it.each([
  ["{", "…"],
  ["[", "…"],
  ["{}", "{}"],
  ["[]", "[]"],
  ["[1]", "1 item"],
  ["[1, [2, 3]", "2 items"],
  ['{"a": 1, "b": "x", "c": true, "d": null}', "a: 1, b: x, c: true, d: null"],
  ['{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}', "a: 1, b: 2, c: 3, d: 4, …"],
  [
    '{"list": [1, 2], "none": [], "object": {"x": 1}, "empty": {}}',
    "list: [2], none: [], object: {…}, empty: {}",
  ],
  ['{"city": "Be', "city: Be"],
  ['{"city": 12345678901234567890}', "city: 12345678901234567890"],
])("says of %s: %s", (json, expected) => expect(previewOf(json)).toBe(expected));

it("never clips within a character", () => {
  expect(previewOf(`{"a": "${"t".repeat(23)}🙂"}`)).toBe(`a: ${"t".repeat(23)}…`);
});

it("clips long names and texts", () => {
  const [name, text] = ["n".repeat(25), "t".repeat(25)];
  expect(previewOf(`{"${name}": "${text}"}`)).toBe(`${"n".repeat(24)}…: ${"t".repeat(24)}…`);
  expect(previewOf(`{"${name.slice(1)}": "${text.slice(1)}"}`)).toBe(`${"n".repeat(24)}: ${"t".repeat(24)}`);
});
