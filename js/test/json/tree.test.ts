import { describe, expect, it } from "vitest";
import type { JsonParser } from "../../src/json/parser";
import { Tree } from "../../src/json/tree";
import { parsed } from "./parsed";

/** A tree of the beginning of a JSON text, and how to go on. */
function tree(json: string): { el: HTMLElement; go: (more: string) => void; parser: JsonParser } {
  const parser = parsed([json]);
  const tree = new Tree();
  const el = tree.draw(parser.root!);
  document.body.append(el);
  const go = (more: string) => {
    parser.changed.clear();
    parser.push(more);
    tree.update(parser.changed);
  };
  return { el, go, parser };
}

const rows = (el: Element) => [...el.querySelectorAll(".agw-json-row")].map(({ textContent }) => textContent);
const briefs = (el: Element) => [...el.querySelectorAll("summary")].map(({ textContent }) => textContent);

function toggle(details: HTMLDetailsElement): void {
  details.open = !details.open;
  details.dispatchEvent(new Event("toggle"));
}

describe("a container", () => {
  it("shows each child by its name, those of a list by their place", () => {
    expect(rows(tree('{"a": "x", "b": [true, null]}').el)).toEqual(["ax", "0true", "1null"]);
  });

  it("says what is in it in a few words, while it grows", () => {
    const { el, go } = tree('[{"a": 1');
    expect(briefs(el)).toEqual(["0a: 1"]);
    go(', "b": "x"');
    expect(briefs(el)).toEqual(["0a: 1, b: x"]);
  });

  it("says at the top only that it is empty", () => {
    const { el, go } = tree("[");
    expect(el.textContent).toBe("…");
    go("]");
    expect(el.textContent).toBe("[]");
    expect(tree("[1]").el.querySelector(".agw-json-brief")?.textContent).toBe("");
  });

  it("is marked as empty when it has ended without children", () => {
    const { el, go } = tree("[{");
    const [inner] = el.querySelectorAll("details");
    expect(inner?.classList.contains("agw-json-empty")).toBe(false);
    go("}");
    expect(inner?.classList.contains("agw-json-empty")).toBe(true);
  });

  it("has its texts by kind", () => {
    const { el } = tree('["1", 1, true]');
    const kinds = [...el.querySelectorAll(".agw-json-value")].map(({ className }) => className);
    expect(kinds).toEqual(["string", "number", "literal"].map((kind) => `agw-json-value agw-json-${kind}`));
  });

  it("is text, whatever its names and values are", () => {
    const { el } = tree('{"<b>\\u202e": "<img src=x>\\u0000\\u202e"}');
    expect(rows(el)).toEqual(["<b>[U+202E]<img src=x>[U+202E]"]);
    expect(el.querySelector("b, img")).toBeNull();
  });
});

describe("a folded container", () => {
  it("draws what came meanwhile when it is opened, and keeps it", () => {
    const { el, go } = tree('[[[["a"');
    const deepest = [...el.querySelectorAll("details")].at(-1)!;
    expect(deepest.open).toBe(false);
    go(', "b"');
    expect(rows(el)).toEqual([]);
    toggle(deepest);
    expect(rows(el)).toEqual(["0a", "1b"]);
    const [row] = el.querySelectorAll(".agw-json-row");
    toggle(deepest);
    toggle(deepest);
    expect([...el.querySelectorAll(".agw-json-row")][0]).toBe(row);
    expect(rows(el)).toHaveLength(2);
  });

  it("stays as the reader left it while its text grows", () => {
    const { el, go } = tree('[["a"');
    const details = el.querySelector("details")!;
    toggle(details);
    go(', "b"]');
    expect(details.open).toBe(false);
    expect(rows(el)).toEqual(["0a"]);
    toggle(details);
    expect(rows(el)).toEqual(["0a", "1b"]);
  });
});

describe("many children", () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => at).join(",");

  it("come a thousand at a time, in their order, before the button", () => {
    const { el, go } = tree(`[${numbers(1_500)},`);
    const more = el.querySelector<HTMLElement>("button")!;
    expect([rows(el).length, more.textContent]).toEqual([100, "Show 1,400 more"]);
    more.click();
    expect([rows(el).length, more.textContent]).toEqual([1_100, "Show 400 more"]);
    expect(el.lastElementChild).toBe(more);
    go("1,2,");
    expect([rows(el).length, more.textContent]).toEqual([1_100, "Show 402 more"]);
    more.click();
    expect(rows(el).slice(1_098, 1_102)).toEqual(["10981098", "10991099", "11001100", "11011101"]);
    expect(el.querySelector("button")).toBeNull();
  });

  it("keep those that are shown as they are", () => {
    const { el, go } = tree(`[${numbers(50)},`);
    const before = [...el.querySelectorAll(".agw-json-row")];
    go(`${numbers(80)}]`);
    [...el.querySelectorAll(".agw-json-row")].slice(0, 50).forEach((row, at) => expect(row).toBe(before[at]));
    expect(el.querySelector("button")?.textContent).toBe("Show 30 more");
  });
});

describe("a long text", () => {
  it("counts what is hidden while it grows, and goes on where it was cut", () => {
    const { el, go } = tree(`["${"a".repeat(1_999)}`);
    const text = el.querySelector(".agw-json-value")!;
    expect(el.querySelector("button")).toBeNull();
    go("bcd");
    expect(text.textContent?.slice(-2)).toBe("ab");
    expect(el.querySelector("button")?.textContent).toBe("Show 2 more");
    go("ef");
    expect(el.querySelector("button")?.textContent).toBe("Show 4 more");
    el.querySelector<HTMLElement>("button")?.click();
    expect(text.textContent?.slice(-6)).toBe("abcdef");
    go("g");
    expect(text.textContent?.slice(-3)).toBe("efg");
    expect(el.querySelector("button")).toBeNull();
  });
});
