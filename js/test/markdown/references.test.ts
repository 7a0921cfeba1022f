import { describe, expect, it } from "vitest";
import { drawnAtOnce } from "./reference";
import { growing, markup } from "./streaming";

const BETWEEN = "\n\none\n\ntwo\n\nthree\n\nfour\n\n";

/** `text` char by char, then what defines its references, far below. */
function defined(text: string, definitions: string): HTMLElement {
  const { el, view } = growing("");
  const whole = text + BETWEEN + definitions;
  for (const char of whole) view.append(char);
  view.finish();
  expect(el.innerHTML).toBe(drawnAtOnce(whole));
  return el;
}

const links = (el: Element) =>
  [...el.querySelectorAll("a")].map(({ textContent, title }) => `${textContent} ${title}`);

describe("a reference that is defined below", () => {
  it.each([
    ["a paragraph", "x [r] y"],
    ["a heading", "# a\n\n## x [r]"],
    ["a quote", "> x [r]"],
    ["an item", "- a\n- x [r]\n- b\n- c\n- d\n"],
    ["a nested item", "- a\n  - x [r]\n- b\n- c\n- d\n"],
    ["a row", `| a |\n|---|\n| b |\n| [r] |\n${"| c |\n".repeat(6)}`],
    ["a table's head", `| [r] |\n|---|\n${"| c |\n".repeat(6)}`],
    ["emphasis", "**x [r] y**"],
  ])("is a link at the end, in %s", (_, text) => {
    expect(links(defined(text, "[r]: http://r.example\n"))).toEqual(["r http://r.example/"]);
  });

  it.each([
    ["a full one", "[text][r]", ["text http://r.example/"]],
    ["a collapsed one", "[R][]", ["R http://r.example/"]],
    ["one with another name", "[s]", []],
    ["one in code", "`[r]`", []],
    ["one that is escaped", "\\[r\\]", []],
    ["one to no web address", "[bad]", []],
  ])("is resolved as it is written: %s", (_, text, expected) => {
    expect(links(defined(text, "[r]: http://r.example\n[bad]: javascript:x\n"))).toEqual(expected);
  });

  it("is an image's address too", () => {
    const el = defined("![plot][r]", "[r]: http://r.example/p.png\n");
    expect(el.querySelector("button")?.title).toBe("http://r.example/p.png");
  });
});

describe("resolving", () => {
  it("touches only what has a reference", () => {
    const { el, view } = growing(`one [r]\n\ntwo **bold**\n\n- three [r]\n${BETWEEN}`);
    const strong = el.querySelector("strong");
    const paragraph = el.querySelector("p");
    el.querySelectorAll("p")[1]!.append("!");
    view.append("[r]: http://r.example\n");
    view.finish();
    expect(el.querySelectorAll("a")).toHaveLength(2);
    expect(el.querySelector("p")).toBe(paragraph);
    expect(el.querySelector("strong")).toBe(strong);
    expect(el.querySelectorAll("p")[1]?.textContent).toBe("two bold!");
  });

  it("draws nothing again where nothing is defined", () => {
    const { el, view } = growing(`one [r]${BETWEEN}`);
    el.querySelector("p")!.append("!");
    view.finish();
    expect(el.querySelector("p")?.textContent).toBe("one [r]!");
  });

  it("keeps the levels of headings", () => {
    const el = defined("# a\n\n## b\n\n#### c [r]\n\n# d", "[r]: http://r.example\n");
    expect([...el.querySelectorAll(".agw-h")].map(({ localName }) => localName)).toEqual([
      "h3",
      "h4",
      "h5",
      "h3",
    ]);
  });

  it("keeps what stands beside a reference in an item", () => {
    const el = defined("- [x] a [r]\n\n  b\n- c\n- d\n- e\n", "[r]: http://r.example\n");
    expect(markup(el.querySelector("li")!)).toBe("[x]<p>a <a>r</a></p><p>b</p>");
  });
});
