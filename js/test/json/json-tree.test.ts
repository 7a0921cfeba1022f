import { describe, expect, it } from "vitest";
import { jsonTree } from "../../src/json/json-tree";
import { isContainer, JsonParser, type JsonNode } from "../../src/json/parser";

function value(node: JsonNode | null): unknown {
  if (!node) return undefined;
  if (node.kind === "array") return node.children.map(value);
  if (isContainer(node))
    return Object.fromEntries(node.keys.map((key, at) => [key, value(node.children[at] ?? null)]));
  return node.kind === "string" ? node.text : JSON.parse(node.text);
}

function parsed(pieces: string[]): JsonParser {
  const parser = new JsonParser();
  for (const piece of pieces) parser.push(piece);
  return parser;
}

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
});

describe("the tree", () => {
  function shown(json: unknown, partial = false) {
    const el = document.createElement("div");
    document.body.replaceChildren(el);
    return { el, tree: jsonTree(el, json, { partial }) };
  }

  it("shows names and values", () => {
    const { el } = shown({ name: "Ada", n: 1 });
    const rows = [...el.querySelectorAll(".agw-json-row")].map(({ textContent }) => textContent);
    expect(rows).toEqual(["nameAda", "n1"]);
  });

  it("grows in place", () => {
    const { el, tree } = shown('{"text": "Hel', true);
    const text = el.querySelector(".agw-json-string")?.firstChild;
    tree.set('{"text": "Hello", "n": 1');
    expect(el.querySelector(".agw-json-string")?.firstChild).toBe(text);
    tree.append("2}");
    expect(el.querySelector(".agw-json-number")?.textContent).toBe("12");
  });

  it("draws folded parts when they are opened", () => {
    const { el } = shown([[[[["deep"]]]]]);
    expect(el.textContent).not.toContain("deep");
    const folded = el.querySelector<HTMLDetailsElement>("details:not([open])");
    folded!.open = true;
    folded!.dispatchEvent(new Event("toggle"));
    expect(el.querySelectorAll("details")).toHaveLength(4);
  });

  it("draws many children when they are asked for", () => {
    const { el } = shown(Array.from({ length: 250 }, (_, index) => index));
    expect(el.querySelectorAll(".agw-json-row")).toHaveLength(100);
    el.querySelector<HTMLElement>("button.agw-json-more")!.click();
    expect(el.querySelectorAll(".agw-json-row")).toHaveLength(250);
    expect(el.querySelector("button")).toBeNull();
  });

  it("cuts long text until it is asked for", () => {
    const { el } = shown("x".repeat(2_500).replace(/^|$/g, '"'));
    expect(el.querySelector(".agw-json-string")?.textContent).toHaveLength(2_000);
    el.querySelector("button")!.click();
    expect(el.querySelector(".agw-json-string")?.textContent).toHaveLength(2_500);
  });

  it("shows what is not JSON as it is", () => {
    const { el, tree } = shown("<b>no</b>", true);
    expect(el.querySelector("pre")?.textContent).toBe("<b>no</b>");
    tree.append(" more");
    expect(el.querySelector("pre")?.textContent).toBe("<b>no</b> more");
  });

  it("reads each character once", () => {
    const text = JSON.stringify({ a: "x".repeat(50_000) });
    const { el, tree } = shown(text.slice(0, 1), true);
    for (let at = 1; at < text.length; at += 4) tree.append(text.slice(at, at + 4));
    expect(el.querySelector("button")?.textContent).toContain("48,000");
  });
});
