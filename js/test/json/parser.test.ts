import { describe, expect, it } from "vitest";
import { JsonParser, type Container } from "../../src/json/parser";
import { parsed, value } from "./parsed";

const VALUES: unknown[] = [
  {},
  [],
  'a"\\\n\u0001é🙂',
  [1, -2.5e-3, 0, true, false, null, "x"],
  { a: { b: [{ c: [] }, {}] }, 'k"ey': "v", "": 1 },
  [[[]], [{ x: [1, 2] }]],
];

describe("growing JSON", () => {
  it.each(VALUES)("is read char by char: %j", (expected) => {
    for (const text of [JSON.stringify(expected), JSON.stringify(expected, null, 2)]) {
      expect(value(parsed([...text, " "]).root)).toEqual(expected);
      expect(value(parsed([text, " "]).root)).toEqual(expected);
    }
  });

  it("is there as far as it is written", () => {
    expect(value(parsed(['{"a": [1, "tw']).root)).toEqual({ a: [1, "tw"] });
    expect(value(parsed(['{"a": "\\u00']).root)).toEqual({ a: "" });
  });

  it.each(["{a}", "[1,]x", "nul x", "01 ", "{}{}", '{"a" 1}', "]", "<b>"])(
    "may turn out to be none: %s",
    (text) => {
      expect(parsed([text]).failed).toBe(true);
    },
  );

  it.each([
    "{,}",
    '{"a":1,}',
    '{"a"}',
    "{1: 2}",
    "[1 2]",
    "[1}",
    "{]",
    "+1 ",
    ".5 ",
    "1. ",
    "-",
    "1e ",
    "tru ",
  ])("is none with a fault: %s", (text) => {
    for (const pieces of [
      [text, "\n"],
      [...text, "\n"],
    ])
      expect(parsed(pieces).failed).toBe(true);
  });
});

describe("a text", () => {
  it.each([
    [String.raw`"\"\\\/\b\f\n\r\t"`, '"\\/\b\f\n\r\t'],
    [String.raw`"\u00e9\u4e16\ud83d\ude42"`, "é世🙂"],
    [String.raw`"\ud83d"`, "\ud83d"],
    [String.raw`"\\u0041"`, "\\u0041"],
    ['"two\nlines"', "two\nlines"],
  ])("has its escapes resolved, wherever it is cut: %s", (json, expected) => {
    for (let cut = 0; cut <= json.length; cut++) {
      expect(value(parsed([json.slice(0, cut), json.slice(cut)]).root)).toBe(expected);
    }
  });

  it.each(['"C:\\Users\\x"', '"\\u12"', '"\\u12G4"', '"\\u\\n"', '"\\u00\\\\"'])(
    "keeps an escape that JSON does not have as it is written: %s",
    (json) => {
      const expected = json.slice(1, -1).replace(/\\n$/, "\n").replace(/\\\\$/, "\\");
      for (let cut = 0; cut <= json.length; cut++)
        expect(value(parsed([json.slice(0, cut), json.slice(cut)]).root)).toBe(expected);
    },
  );

  it("has escapes in a name", () => {
    expect(value(parsed([...String.raw`{"a\n\u00e9\"": 1} `]).root)).toEqual({ 'a\né"': 1 });
  });

  it("never shows half an escape", () => {
    expect(value(parsed(['"a\\']).root)).toBe("a");
    expect(value(parsed(['"a\\ud83']).root)).toBe("a");
  });
});

describe("a number", () => {
  it.each(["12345678901234567890", "0.1000000000000000055511151231257827", "-0", "1E400", "-1.50e+007"])(
    "keeps its digits: %s",
    (digits) => {
      const [number] = (parsed([...`[${digits}]`]).root as Container).children;
      expect(number).toEqual({ kind: "number", text: digits, start: 1, end: digits.length + 1 });
    },
  );

  it("is open until something follows it", () => {
    const parser = parsed(["1"]);
    expect(parser.root).toEqual({ kind: "number", text: "1", start: 0, end: null });
    parser.push("2");
    parser.push("\n");
    expect(parser.root).toEqual({ kind: "number", text: "12", start: 0, end: 2 });
  });
});

describe("containers", () => {
  it("are open until they end", () => {
    const parser = parsed(['{"a": [']);
    const root = parser.root as Container;
    const inner = root.children[0] as Container;
    expect([root.end, inner.end]).toEqual([null, null]);
    parser.push("1]");
    expect([root.end, inner.end]).toEqual([null, 9]);
    parser.push("}");
    expect(root.end).toBe(10);
  });

  it("keep names that are there twice, each with its value", () => {
    const root = parsed(['{"a": 1, "a": {"__proto__": 2}}']).root as Container;
    expect(root.keys).toEqual(["a", "a"]);
    expect(root.children).toHaveLength(2);
    expect((root.children[1] as Container).keys).toEqual(["__proto__"]);
  });

  it("are none any more where they are too deep", () => {
    expect(parsed(["[".repeat(500)]).failed).toBe(false);
    expect(parsed(["[".repeat(501)]).failed).toBe(true);
    expect(parsed(["[[],".repeat(200), "[[]"]).failed).toBe(false);
  });
});

it("knows where each value is in the text, however it came", () => {
  const text = ' {"a\\n": [1.0, "\\u00e9"], "b": {}, "c": -0 } ';
  for (const pieces of [[text], [...text]]) {
    const root = parsed(pieces).root as Container;
    const spans = [root, ...root.children].map(({ start, end }) => text.slice(start, end!));
    expect(spans).toEqual([text.trim(), '[1.0, "\\u00e9"]', "{}", "-0"]);
  }
});

it("knows the name that waits for its value", () => {
  const waiting = ['{"a"', '{"a": ', '{"a": 1', '{"a": {"b":', '[{"a":'].map(
    (json) => parsed([json]).awaitedKey,
  );
  expect(waiting).toEqual([null, "a", null, null, null]);
});

describe("what changed", () => {
  it("is the node that grew and what holds a new one", () => {
    const parser = parsed(['{"a": "x", "b": [']);
    const root = parser.root as Container;
    const [text, list] = root.children;
    parser.changed.clear();
    parser.push("tr");
    expect(parser.changed).toEqual(new Set([list, (list as Container).children[0]]));
    parser.changed.clear();
    parser.push("ue");
    expect(parser.changed.has(list!)).toBe(false);
    expect(parser.changed.has(text!)).toBe(false);
    parser.push("]}");
    expect([...parser.changed]).toEqual([(list as Container).children[0], list, root]);
  });

  it("is nothing once the text is no JSON", () => {
    const parser = new JsonParser();
    parser.push("[}");
    parser.changed.clear();
    parser.push('["more"]');
    expect([parser.changed.size, parser.failed]).toEqual([0, true]);
  });
});
