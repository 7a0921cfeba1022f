import { describe, expect, it, vi } from "vitest";
import { morph } from "../../src/markdown/morph";
import { nodesIn } from "./streaming";

function parsed(html: string): HTMLElement {
  const el = document.createElement("div");
  el.innerHTML = html;
  return el;
}

/** Morph an element with `from` into one with `to`; how many of its nodes are still there. */
function morphed(from: string, to: string): { el: HTMLElement; kept: number } {
  const el = document.body.appendChild(parsed(from));
  const before = new Set(nodesIn(el));
  expect(morph(el, parsed(to))).toBe(el);
  return { el, kept: nodesIn(el).filter((node) => before.has(node)).length };
}

describe("a morph", () => {
  it.each([
    ["text grows", "<p>a</p>", "<p>a b</p>", 2],
    ["text is other text", "<p>a</p>", "<p>b</p>", 2],
    ["text becomes bold at its end", "<p>a **b</p>", "<p>a <b>b</b></p>", 2],
    ["a child comes", "<p>a</p>", "<p>a</p><p>b</p>", 2],
    ["a child goes", "<p>a</p><p>b</p>", "<p>a</p>", 2],
    ["all go", "<p>a</p>", "", 0],
    ["an element becomes another", "<p>a</p><p>b</p>", "<h3>a</h3><p>b</p>", 2],
    ["its first class is another", '<p class="x">a</p>', '<p class="y">a</p>', 0],
    ["its second class is another", '<p class="x a">a</p>', '<p class="x b">a</p>', 2],
    ["nothing is other", '<p id="a">a <b>b</b></p>', '<p id="a">a <b>b</b></p>', 4],
  ])("where %s, keeps the rest", (_, from, to, expected) => {
    const { el, kept } = morphed(from, to);
    expect(el.innerHTML).toBe(to);
    expect(kept).toBe(expected);
  });

  it("sets, changes and removes attributes", () => {
    const from = '<p title="a" lang="en" dir="auto">x</p>';
    const to = '<p title="b" dir="auto" start="2">x</p>';
    const { el, kept } = morphed(from, to);
    expect(el.querySelector("p")?.isEqualNode(parsed(to).firstChild)).toBe(true);
    expect(kept).toBe(2);
  });

  it("of a node into one of another kind puts it in its place", () => {
    const el = document.body.appendChild(parsed("<p>a</p><p>b</p>"));
    const heading = parsed("<h3>a</h3>").firstChild!;
    expect(morph(el.firstChild!, heading)).toBe(heading);
    expect(el.innerHTML).toBe("<h3>a</h3><p>b</p>");
  });

  it("keeps a selection in text that grows", () => {
    const el = document.body.appendChild(parsed("<p>one two</p>"));
    const text = el.querySelector("p")!.firstChild!;
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEnd(text, 3);
    // Appending alone leaves ranges be in a browser; setting the whole text collapses them.
    const append = vi.spyOn(text as Text, "appendData");
    morph(el, parsed("<p>one two three</p>"));
    expect(append).toHaveBeenCalledWith(" three");
    expect([range.toString(), range.startContainer === text]).toEqual(["one", true]);
  });
});

describe("a formula", () => {
  const source = (tex: string, name = "") =>
    `<span class="agw-math${name}" data-tex="${tex}"><code>${tex}</code></span>`;
  const drawn = '<span class="agw-math" data-tex="x"><math><mi>x</mi></math></span>';

  it("stays drawn where it is the same", () => {
    const { el, kept } = morphed(`<p>a ${drawn}</p>`, `<p>b ${source("x")}</p>`);
    expect(el.innerHTML).toBe(`<p>b ${drawn}</p>`);
    expect(kept).toBe(6);
  });

  it.each([
    ["another", source("y")],
    ["one of a line of its own", source("x", " agw-math-block")],
    ["one that is still to be drawn", source("x", " agw-math-tex")],
  ])("is replaced as a whole by %s", (_, next) => {
    const el = document.body.appendChild(parsed(drawn));
    const before = el.firstChild;
    morph(el, parsed(next));
    expect(el.innerHTML).toBe(next);
    expect(el.firstChild).not.toBe(before);
  });
});
