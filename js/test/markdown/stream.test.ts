import { describe, expect, it } from "vitest";
import { DOCUMENTS } from "./documents";
import { drawnAtOnce } from "./reference";
import { areSame, cuts, growing, markup, streamed } from "./streaming";

/** The elements at the level of blocks, and the parts of lists and tables. */
function parts(el: HTMLElement): Element[] {
  return [...el.querySelectorAll(".agw-chunk > *")].flatMap((block) => {
    if (block.matches("ul, ol")) return [...block.children];
    const rows = [...block.querySelectorAll("tr")];
    return rows.length > 0 ? rows : [block];
  });
}

describe("a document in two pieces", () => {
  it.each(Object.entries(DOCUMENTS))("is the same wherever it is cut: %s", (_, text) => {
    const expected = drawnAtOnce(text);
    for (const pieces of cuts(text)) expect(streamed(pieces), JSON.stringify(pieces)).toBe(expected);
  });
});

const REPORT = [
  "# Report",
  "Some **bold** text with a [link](http://a.b) and `code`.",
  "- one\n- two **b**\n- three\n- four\n- five\n- six",
  "> quoted\n> text",
  "| a | b |\n|---|---|\n| 1 | *x* |\n| 2 | y |\n| 3 | z |\n| 4 | z |\n| 5 | z |",
  "## More",
  "```py\ndef f():\n    return 1\n```",
  "1. first\n2. second\n3. third\n4. fourth",
  "$$\na + b\n$$",
  "One.",
  "Two.",
  "Three.",
  "Four.",
].join("\n\n");

describe("what is finished", () => {
  it("is never drawn again: not one node of it changes", () => {
    const { el, view } = growing("");
    const seen: { element: Element; html: string }[] = [];
    for (const char of REPORT) {
      view.append(char);
      const present = parts(el);
      // The last ones may still change: an item may get a paragraph, a paragraph may become a table.
      const finished = present.slice(0, Math.max(0, present.length - 6));
      finished.forEach((element, at) => {
        seen[at] ??= { element, html: element.outerHTML };
        expect(element).toBe(seen[at].element);
        expect(element.outerHTML).toBe(seen[at].html);
      });
    }
    expect(seen.length).toBeGreaterThan(15);
    view.finish();
    const kept = seen.map(({ element }) => element);
    expect(areSame(parts(el).slice(0, seen.length), kept)).toBe(true);
  });

  it("is not drawn again for what comes, also where it is made into something else by hand", () => {
    const { el, view } = growing("one\n\ntwo\n\nthree\n\nfour\n\nfive\n\nsix\n\n");
    el.querySelector("p")!.textContent = "changed";
    view.append("seven\n\n- a\n- b\n\n");
    view.finish();
    expect(el.querySelector("p")?.textContent).toBe("changed");
  });
});

describe("what grows", () => {
  it.each([
    ["a paragraph", "One **two** three", " and"],
    ["a heading", "# One *two* three", " and"],
    ["an item", "- One `two` three", " and"],
    ["a quote", "> One *two* three", " and"],
    ["a cell", "| a |\n|---|\n| one **two** three", " and"],
  ])("keeps its nodes, so that a selection in it stays: %s", (_, text, more) => {
    const { el, view } = growing(text);
    const walk = () => [...el.querySelectorAll("*")].flatMap((each) => [each, ...each.childNodes]);
    const before = new Set(walk());
    view.append(more);
    const after = new Set<Node>(walk());
    expect([...before].filter((node) => !after.has(node))).toEqual([]);
    expect(el.textContent).toContain("three and");
  });

  it("becomes what it turns out to be", () => {
    const { el, view } = growing("");
    const steps: [string, string][] = [
      ["a", "<p>a</p>"],
      ["\n===", "<p>a</p>"],
      ["\n", "<h3>a</h3>"],
      ["1. b", "<h3>a</h3><ol><li>b</li></ol>"],
      ["\n\n   c", "<h3>a</h3><ol><li><p>b</p><p>c</p></li></ol>"],
      [
        "\n\nd | e\n--|--\n",
        "<h3>a</h3><ol><li><p>b</p><p>c</p></li></ol><table><thead><tr><th>d</th><th>e</th></tr></thead><tbody></tbody></table>",
      ],
    ];
    for (const [text, seen] of steps) {
      view.append(text);
      expect(markup(el)).toBe(seen);
    }
  });
});

describe("a link defined", () => {
  const AFTER = "\n\none\n\ntwo\n\nthree\n\nfour\n\n";

  it("before its use is one at once", () => {
    const { el } = growing(`[r]: http://r.example${AFTER}see [r] now`);
    expect(el.querySelector("a")?.title).toBe("http://r.example/");
  });

  it("after its use is one at the end", () => {
    const { el, view } = growing("");
    for (const char of `see [r] and [r][].${AFTER}[r]: http://r.example\n`) view.append(char);
    expect(el.querySelector("a")).toBeNull();
    view.finish();
    expect(el.querySelectorAll("a")).toHaveLength(2);
  });

  it("twice leads where it was defined first", () => {
    const { el, view } = growing(`[r]: http://one.example${AFTER}[r]: http://two.example${AFTER}[r]`);
    view.finish();
    expect(el.querySelector("a")?.title).toBe("http://one.example/");
  });
});

describe("a very long block", () => {
  it("shows each piece of text as it comes", () => {
    const { el, view } = growing("**start** ");
    let text = "start ";
    for (let at = 0; at < 900; at++) {
      const word = `number-${at} `;
      view.append(word);
      text += word;
      expect(el.textContent.trimEnd().length).toBe(text.trimEnd().length);
    }
    expect(el.textContent.trimEnd()).toBe(text.trimEnd());
    view.finish();
    expect(el.querySelectorAll("p")).toHaveLength(1);
    expect(el.innerHTML).toBe(drawnAtOnce(`**start** ${text.slice(6)}`));
  });
});
