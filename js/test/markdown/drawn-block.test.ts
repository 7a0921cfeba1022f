import { describe, expect, it, vi } from "vitest";
import { DrawnBlock } from "../../src/markdown/drawn-block";
import { read } from "./reference";
import { areSame, growing, markup } from "./streaming";

const items = (from: number, to: number, mark = "-") =>
  Array.from({ length: to - from + 1 }, (_, at) => `${mark} item ${from + at}\n`).join("");
const lists = (el: Element) => [...el.querySelectorAll(".agw-list")];
const texts = (el: Element) => [...el.querySelectorAll("li")].map(({ textContent }) => textContent);

describe("a long list", () => {
  it("is in lists of fifty items, which look like one", () => {
    const { el } = growing(items(1, 120));
    expect(lists(el).map(({ children }) => children.length)).toEqual([50, 50, 20]);
    expect(lists(el).map(({ className }) => className)).toEqual([
      "agw-list",
      "agw-list agw-more",
      "agw-list agw-more",
    ]);
    expect(texts(el)).toEqual(Array.from({ length: 120 }, (_, at) => `item ${at + 1}`));
  });

  it("goes on counting", () => {
    const { el, view } = growing("");
    for (let at = 7; at <= 126; at++) view.append(`${at}. item\n`);
    view.finish();
    expect(lists(el).map((list) => list.getAttribute("start"))).toEqual(["7", "57", "107"]);
  });

  it("keeps its items while it grows", () => {
    const { el, view } = growing(items(1, 60));
    const before = [...el.querySelectorAll("li")];
    view.append(items(61, 130));
    expect(areSame([...el.querySelectorAll("li")].slice(0, 60), before)).toBe(true);
    expect(texts(el)[129]).toBe("item 130");
  });

  it("is rendered only on screen, but for its first and last lists", () => {
    vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(1_000);
    const { el, view } = growing("");
    for (let at = 0; at < 27; at++) view.append(items(at * 10 + 1, at * 10 + 10));
    const skipped = lists(el).map(({ classList }) => classList.contains("agw-offscreen"));
    expect(skipped).toEqual([false, true, true, true, false, false]);
  });

  it("loses the items, and then the lists, that its text does not have any more", () => {
    const root = document.createElement("div");
    const { drafts, context } = read(items(1, 101), root);
    const block = new DrawnBlock(drafts[0]!, context);
    root.append(...block.elements);
    for (const [count, sizes] of [
      [100, [50, 50]],
      [51, [50, 1]],
      [2, [2]],
    ] as const) {
      block.show(read(items(1, count), root).drafts[0]!.parts, context);
      expect(lists(root).map(({ children }) => children.length)).toEqual(sizes);
    }
    block.remove();
    expect(root.childNodes).toHaveLength(0);
  });
});

const head = (...names: string[]) => {
  const cells = names.map((name) => `<th>${name}</th>`).join("");
  return `<table><thead><tr>${cells}</tr></thead><tbody></tbody></table>`;
};

describe("a block that turns out to be another", () => {
  it.each([
    ["a number, a list", "1", "", ". a", "<ol><li>a</li></ol>"],
    ["a list, a rule", "x\n\n- -", "<p>x</p>", " -\n", "<p>x</p><hr>"],
    ["a paragraph, a heading", "a", "<p>a</p>", "\n---\n", "<h3>a</h3>"],
    ["a paragraph, a table", "a | b", "<p>a | b</p>", "\n--|--\n", head("a", "b")],
    ["a table, one with other columns", "| a | b |", head("a", "b"), " c |", head("a", "b", "c")],
    ["a table, text", "| a | b |", head("a", "b"), "\ntext", "<p>| a | b |\ntext</p>"],
    ["text, code", "a\n\n``", "<p>a</p>", "`\nb", "<p>a</p><pre>b</pre>"],
    [
      "a mark, a note",
      "[^a]",
      "<p><sup><button>1</button></sup></p>",
      ": b",
      "<div><p><sup>1</sup> b <button>↩</button></p></div>",
    ],
  ])("is that: %s", (_, text, before, more, after) => {
    const { el, view } = growing(text);
    expect(markup(el)).toBe(before);
    view.append(more);
    expect(markup(el)).toBe(after);
  });

  it("leaves the blocks around it as they are", () => {
    const { el, view } = growing("before\n\n| a | b |");
    const [before] = el.querySelectorAll("p");
    view.append("\ntext\n\nafter");
    expect(markup(el)).toBe("<p>before</p><p>| a | b |\ntext</p><p>after</p>");
    expect(el.querySelector("p")).toBe(before);
  });
});

describe("a growing table", () => {
  it("keeps its head and its rows", () => {
    const { el, view } = growing("| a | b |\n|---|---|\n| 1 | 2 |\n");
    const before = [...el.querySelectorAll("tr")];
    for (let at = 0; at < 8; at++) view.append(`| *${at}* | x |\n`);
    expect(areSame([...el.querySelectorAll("tr")].slice(0, 2), before)).toBe(true);
    expect([...el.querySelectorAll("tbody em")].map(({ textContent }) => textContent)).toEqual([
      ..."01234567",
    ]);
    expect(el.querySelectorAll("table")).toHaveLength(1);
  });
});
