import { describe, expect, it } from "vitest";
import { growing, markup, shown } from "./streaming";

const BLOCKS: [text: string, seen: string][] = [
  ["a\nb", "<p>a\nb</p>"],
  ["> a\n>\n> - b", "<blockquote><p>a</p><ul><li>b</li></ul></blockquote>"],
  ["> > a", "<blockquote><blockquote><p>a</p></blockquote></blockquote>"],
  ["---", "<hr>"],
  ["    code\n\n    more", "<pre>code\n\nmore</pre>"],
  ["[a]: http://b.example", ""],
  ["- a\n  - b\n    1. c", "<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li></ul>"],
  ["- a\n\n  b\n- c", "<ul><li><p>a</p><p>b</p></li><li>c</li></ul>"],
  ["- # a\n- > b", "<ul><li><h3>a</h3></li><li><blockquote><p>b</p></blockquote></li></ul>"],
  ["- a\n\n\n- b", "<ul><li>a</li><li>b</li></ul>"],
  ["-\n- a", "<ul><li></li><li>a</li></ul>"],
  ["- [ ] a\n- [X] b", "<ul><li>[ ]a</li><li>[x]b</li></ul>"],
  ["- [ ] a\n\n- [x] b", "<ul><li>[ ]a</li><li>[x]b</li></ul>"],
  ["- [x] a\n\n  b", "<ul><li>[x]<p>a</p><p>b</p></li></ul>"],
  ["- [ ]x", "<ul><li>[ ]x</li></ul>"],
];

describe("blocks", () => {
  it.each(BLOCKS)("%j", (text, seen) => expect(markup(shown(text))).toBe(seen));
});

describe("lists", () => {
  const starts = (text: string) =>
    [...shown(text).querySelectorAll("ol")].map((list) => list.getAttribute("start"));

  it.each([
    ["1. a", null],
    ["3. a\n4. b", "3"],
    ["0. a", "0"],
    ["7) a", "7"],
  ])("that are ordered begin where they say: %j", (text, start) => expect(starts(text)).toEqual([start]));

  it("are two where their marks change", () => {
    expect(markup(shown("- a\n* b"))).toBe("<ul><li>a</li></ul><ul><li>b</li></ul>");
    expect(starts("1. a\n2) b")).toEqual([null, "2"]);
  });

  it("have items that are loose or tight, each on its own", () => {
    const { el, view } = growing("- a\n- b\n- c");
    const [first] = el.querySelectorAll("li");
    const before = first?.innerHTML;
    view.append("\n\n  d\n");
    expect(markup(el)).toBe("<ul><li>a</li><li>b</li><li><p>c</p><p>d</p></li></ul>");
    expect(el.querySelector("li")).toBe(first);
    expect(first?.innerHTML).toBe(before);
  });

  it("have boxes that cannot be ticked, and say what they are", () => {
    const [open, done] = shown("- [ ] a\n- [x] b").querySelectorAll("input");
    expect([open?.disabled, open?.checked, open?.getAttribute("aria-label")]).toEqual([true, false, "To do"]);
    expect([done?.disabled, done?.checked, done?.getAttribute("aria-label")]).toEqual([true, true, "Done"]);
  });
});

describe("tables", () => {
  const TABLE = "| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n";

  it("have columns that are aligned", () => {
    const rows = [...shown(TABLE).querySelectorAll("tr")];
    const classes = rows.map((row) => [...row.children].map(({ className }) => className));
    expect(classes).toEqual([
      ["agw-left", "agw-center", "agw-right"],
      ["agw-left", "agw-center", "agw-right"],
    ]);
  });

  it("have as many cells in a row as in their head", () => {
    const el = shown("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n");
    expect([...el.querySelectorAll("tr")].map(({ children }) => children.length)).toEqual([2, 2, 2]);
    expect(el.textContent).not.toContain("3");
  });

  it("have heads for their columns, in a group that the keyboard can scroll", () => {
    const el = shown(TABLE);
    expect([...el.querySelectorAll("th")].map(({ scope }) => scope)).toEqual(["col", "col", "col"]);
    const box = el.querySelector<HTMLElement>("[role=group]");
    expect([box?.tabIndex, box?.getAttribute("aria-label")]).toEqual([0, "Table"]);
  });

  it("have formatted cells, and bars in them where they are escaped", () => {
    const el = shown("| a |\n|---|\n| `x \\| y` **z** |\n");
    expect(markup(el.querySelector("td")!)).toBe("<code>x | y</code> <strong>z</strong>");
  });

  it("end at a blank line", () => {
    expect(markup(shown(`${TABLE}\nafter`))).toMatch(/<\/table><p>after<\/p>$/);
  });
});

describe("text of any script", () => {
  it("has its own direction in each block, but code has not", () => {
    const el = shown("مرحبا\n\n# שלום\n\n> a\n\n- b\n\n| c |\n|---|\n| d |\n\n```\ne\n```\n\n`f`");
    for (const name of ["p", "h3", "blockquote", "ul", "th", "td"])
      expect(el.querySelector<HTMLElement>(name)?.dir, name).toBe("auto");
    for (const name of ["pre", "p code"]) expect(el.querySelector<HTMLElement>(name)?.dir, name).toBe("ltr");
  });
});
