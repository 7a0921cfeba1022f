import { expect, it } from "vitest";
import { argumentPairs } from "../../src/json/argument-pairs";

const flat = (json: string) => argumentPairs(json)?.map(({ name, value }) => `${name}=${value}`);

it.each([
  ["", []],
  ["{}", []],
  ['{"a": 1, "b": "x, y"}', ["a=1", 'b="x, y"']],
  ['{"list": [1, {"x": "}"}], "z": null}', ['list=[1, {"x": "}"}]', "z=null"]],
  ['{"quote": "say \\"hi\\" \\u00e9", "line": "a\\nb"}', ['quote="say "hi" é"', 'line="a b"']],
  ['{"odd \\"name\\"": true}', ['odd "name"=true']],
])("puts %s on one line", (json, expected) => {
  expect(flat(json)).toEqual(expected);
});

it("shows what has come so far, whatever the cut", () => {
  const whole = '{"city": "Bern", "days": [1, 2], "deep": {"a": "b"}}';
  for (let cut = 0; cut <= whole.length; cut++) {
    const shown = flat(whole.slice(0, cut))!;
    shown.slice(0, -1).forEach((pair, at) => expect(flat(whole)![at]).toBe(pair));
  }
});

it("says when it is no object", () => {
  expect(argumentPairs("[1, 2]")).toBeNull();
  expect(argumentPairs("plain text")).toBeNull();
});

it.each([
  ['{"a": {"b": [1, "]"]}', ['a={"b": [1, "]"]}']],
  ['{"a": "x\\"y}', ['a="x"y}']],
  ['{"a": 1, "b"', ["a=1"]],
  ['{"a":', ["a="]],
  ['  {"a"\n:\n1 }', ["a=1"]],
  ['{"n": 12345678901234567890}', ["n=12345678901234567890"]],
  ['{"win": "C:\\\\new\\/x"}', ['win="C:\\new/x"']],
])("shows what is there of %s", (json, expected) => expect(flat(json)).toEqual(expected));

it("reads no more than a line can show", () => {
  const pairs = Array.from({ length: 500 }, (_, at) => `"n${at}": ${at}`).join(", ");
  const shown = flat(`{${pairs}}`)!;
  expect(shown.length).toBeGreaterThan(50);
  expect(shown.length).toBeLessThan(150);
});

it.each([
  ['{"a": "C:\\\\temp\\\\new\\\\u0041"}', ['a="C:\\temp\\new\\u0041"']],
  ['{"a": "\\u0041\\u00e9\\ud83d\\ude42\\\\ud83d"}', ['a="Aé🙂\\ud83d"']],
  ['{"a": "x\\b\\f\\ty"}', ['a="x\b y"']],
  [
    '{"a": {"re": "\\\\n+", "json": "{\\"n\\": \\"\\\\\\\\t\\"}"}}',
    ['a={"re": "\\n+", "json": "{"n": "\\\\t"}"}'],
  ],
  [
    '{"a":[1.0,1e3,-0,12345678901234567890,{"b":null}]}',
    ['a=[1.0, 1e3, -0, 12345678901234567890, {"b": null}]'],
  ],
  ['{"C:\\\\new": 1, "a": 1, "a": 2}', ["C:\\new=1", "a=1", "a=2"]],
  ['{"a": {"b": "\\u00', ['a={"b": "']],
  ['{"a": "\\ud83d', ['a="']],
  ['{"a": "C:\\Users\\u12"}', ['a="C:\\Users\\u12"']],
])("resolves escapes once, and keeps numbers as they are: %s", (json, expected) => {
  expect(flat(json)).toEqual(expected);
});

it.each(["{'a': 1}", '{"a": NaN}', '{"a": 1,}', '{"a": 1} {"b": 2}', '{"a": yes}'])(
  "leaves what is no JSON to be shown as it is: %s",
  (text) => expect(argumentPairs(text)).toBeNull(),
);
