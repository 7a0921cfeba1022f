import { describe, expect, it } from "vitest";
import { indent } from "../../src/json/layout";
import type { Schema } from "../../src/transcript/schema";
import { fieldsOf } from "../../src/views/argument-fields";
import { argumentsOfFields, argumentsOfJson, problemOfJson } from "../../src/views/edited-arguments";

const PROPERTIES: Record<string, Schema> = {
  id: { type: "integer" },
  rate: { type: "number" },
  note: { type: "string" },
  size: { enum: ["S", "L"] },
  paid: { type: "boolean" },
  tags: { type: "array" },
  limit: { anyOf: [{ type: "string" }, { type: "integer" }, { type: "null" }] },
  memo: { type: ["string", "null"] },
  constructor: { type: "string" },
};

/** The arguments `json` with other texts in some fields. */
function edited(json: string, texts: Record<string, string>): { json: string; problems: object } {
  const fields = fieldsOf({ properties: PROPERTIES, required: ["id"] }, json);
  const result = argumentsOfFields(fields, new Map(Object.entries(texts)), json);
  return { json: result.json, problems: Object.fromEntries(result.problems) };
}

it.each<[string, Record<string, string>, string]>([
  ['{"id": 1610521604143693812, "note": "a"}', { note: "b" }, '{"id": 1610521604143693812, "note": "b"}'],
  [
    '{ "rate":1.0 ,"x": 1e3, "note":"\\u0061", "id":-0, "y": [1e999,\t2] }',
    { note: "b" },
    '{ "rate":1.0 ,"x": 1e3, "note":"b", "id":-0, "y": [1e999,\t2] }',
  ],
  ['{"id": 1, "id": 2, "note": "a"}', { note: "b" }, '{"id": 1, "id": 2, "note": "b"}'],
  ['{"id": 1, "id": 2, "note": "a"}', { id: "3" }, '{"id": 1, "id": 3, "note": "a"}'],
  ['{"n\\u006fte": "a", "id": 1}', { note: "b" }, '{"n\\u006fte": "b", "id": 1}'],
  [
    '{"id": "7", "paid": "yes", "size": "XL"}',
    { note: "b" },
    '{"id": "7", "paid": "yes", "size": "XL", "note": "b"}',
  ],
  [
    '{"id": null, "memo": "", "note": null}',
    { rate: "1" },
    '{"id": null, "memo": "", "note": null, "rate": 1}',
  ],
  ["{}", { note: "b", id: "1" }, '{"id": 1, "note": "b"}'],
  [" { } ", { id: "1" }, ' {"id": 1 } '],
  ['{"id": 1, "note": "a"}', { note: "" }, '{"id": 1}'],
  ['{"note": "a", "id": 1}', { note: "" }, '{"id": 1}'],
  ['{"note": "a", "note": "b", "id": 1, "note": "c"}', { note: "" }, '{"id": 1}'],
  ['{"note": "a", "rate": 1, "tags": []}', { note: "", rate: " ", tags: "" }, "{}"],
  ['{"memo": "a"}', { memo: "" }, '{"memo": null}'],
  ['{"limit": "5"}', { limit: "5" }, '{"limit": 5}'],
  ['{"limit": 12345678901234567890}', { note: "x" }, '{"limit": 12345678901234567890, "note": "x"}'],
  ['{"paid": "yes"}', { paid: "true" }, '{"paid": true}'],
  ['{"tags":["\\/",1.0]}', { tags: '["\\/",1.0,2]' }, '{"tags":["\\/",1.0,2]}'],
  ['{"note": "{\\"a\\": 1}"}', { note: '{"a": 2}' }, '{"note": "{\\"a\\": 2}"}'],
  ["{}", { constructor: "x" }, '{"constructor": "x"}'],
])("of %s with %o are %s", (json, texts, expected) => {
  expect(edited(json, texts)).toEqual({ json: expected, problems: {} });
});

it("are as they were where a field was changed back", () => {
  const json = '{"rate": 1.0, "size": "\\u0053", "paid": "yes", "note": "a\\r\\nb", "memo": null}';
  const undone = { rate: "1.0", size: "S", paid: "yes", note: "a\nb", memo: "", tags: "", id: "" };
  expect(edited(json, undone)).toEqual({ json, problems: {} });
});

it("say what is wrong with each field, beside what is right", () => {
  expect(edited('{"id": 1, "rate": 2.50}', { id: "0x10", rate: "1e999", note: "b" })).toEqual({
    json: '{"id": 1, "rate": 2.50, "note": "b"}',
    problems: {
      id: "Expected a whole number. It is written in digits, such as 12.",
      rate: "1e999 would become Infinity: expected a number that a computer can hold.",
    },
  });
});

describe("any arguments", () => {
  /** A generator of numbers from 0 to 1, the same for a seed (mulberry32). */
  function random(seed: number): () => number {
    return () => {
      seed = (seed + 0x6d2b79f5) | 0;
      let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  const SCALARS = [
    ...["0", "-0", "1.0", "1e3", "-2.50E+07", "1610521604143693812", "1e999", "true", "null"],
    ...['""', '"a"', '"\\u00e9\\/"', '"\\ud83d"', '"C:\\\\new"', '"{\\"a\\": [1.0]}"', '", \\"id\\": 2"'],
  ];
  const SPACES = ["", "", " ", "\n  ", "\t"];

  class Writer {
    constructor(readonly next: () => number) {}
    pick<T>(from: readonly T[]): T {
      return from[Math.floor(this.next() * from.length)]!;
    }
    value(depth = 0): string {
      if (depth > 2 || this.next() < 0.7) return this.pick(SCALARS);
      if (this.next() < 0.5) return `[${this.list(() => this.value(depth + 1))}]`;
      return `{${this.list(() => this.member(this.pick(["a", "b", "id"]), depth + 1))}}`;
    }
    member(name: string, depth = 0): string {
      return `${JSON.stringify(name)}${this.pick(SPACES)}:${this.pick(SPACES)}${this.value(depth)}`;
    }
    list(part: () => string): string {
      const parts = Array.from({ length: Math.floor(this.next() * 4) }, part);
      return parts.map((each) => this.pick(SPACES) + each + this.pick(SPACES)).join(",");
    }
  }

  const names = Object.keys(PROPERTIES);

  it.each(Array.from({ length: 400 }, (_, seed) => seed))("change in one span: seed %i", (seed) => {
    const writer = new Writer(random(seed));
    const touched = writer.pick(["note", "id", "rate"]);
    const text = touched === "note" ? "new" : "77";
    const others = names.filter((name) => name !== touched && writer.next() < 0.6);
    const before = others.map((name) => writer.member(name));
    const at = Math.floor(writer.next() * (before.length + 1));
    const head = `{${before
      .slice(0, at)
      .map((each) => `${each},`)
      .join("")} ${JSON.stringify(touched)}: `;
    const tail = `${before
      .slice(at)
      .map((each) => ` , ${each}`)
      .join("")}}`;
    const json = head + writer.value() + tail;
    const value = touched === "note" ? '"new"' : "77";
    expect(edited(json, { [touched]: text })).toEqual({ json: head + value + tail, problems: {} });
    expect(edited(json, {})).toEqual({ json, problems: {} });
    expect(argumentsOfJson(json, indent(json))).toBe(json);
    expect(argumentsOfJson(json, indent(head + value + tail))).toBe(head + value + tail);
  });
});

describe("as JSON", () => {
  it("keep the layout of what was not edited", () => {
    const json = '{"id":12345678901234567890,"tags":[1.0,"\\u00e9"],\n\n"note":"a"}';
    const lines =
      '{\n  "id": 12345678901234567890,\n  "tags": [\n    1.0,\n    "\\u00e9"\n  ],\n  "note": "b"\n}';
    expect(argumentsOfJson(json, lines)).toBe(json.replace('"a"', '"b"'));
  });

  it("are what was written where the model wrote no JSON", () => {
    expect(argumentsOfJson('{"id": ', '{ "id": 1.0 }')).toBe('{ "id": 1.0 }');
  });

  it.each<[string, string | null]>([
    ['{"a": 12345678901234567890}', null],
    ['{"b": 1e999}', null],
    ['{"b": 2e999}', "2e999 would become Infinity"],
    ['{"b": NaN}', "Expected a JSON object"],
    ["[1]", "Expected a JSON object"],
    ["", "Expected a JSON object"],
  ])("may be wrong: %s", (text, problem) => {
    const found = problemOfJson('{"b": 1e999}', text);
    if (problem === null) expect(found).toBeNull();
    else expect(found).toContain(problem);
  });
});
