import { describe, expect, it } from "vitest";
import { growing, markup, shown } from "./streaming";

const SPANS: [text: string, seen: string][] = [
  ["**a *b* c**", "<strong>a <em>b</em> c</strong>"],
  ["***a***", "<em><strong>a</strong></em>"],
  ["~~a~~ ~b~", "<del>a</del> <del>b</del>"],
  ["`a *b*` ``c`d``", "<code>a *b*</code> <code>c`d</code>"],
  ["a_b_c *d*e", "a_b_c <em>d</em>e"],
  ["\\*a\\* \\`b\\` \\[c](d)", "*a* `b` [c](d)"],
  ["a  \nb\\\nc<br>d<BR />e", "a<br>b<br>c<br>d<br>e"],
  ["[a **b** `c`](http://d.example)", "<a>a <strong>b</strong> <code>c</code></a>"],
  ["[a](javascript:b)", "<span>a</span>"],
  ["[a]() b", "<a>a</a> b"],
  ["<b>a</b> <img src=x>", "<b>a</b> <img src=x>"],
  ["<a href='x'>a</a>", "<a href='x'>a</a>"],
  ["a < b > c && d", "a < b > c && d"],
];

describe("text in a block", () => {
  it.each(SPANS)("%j", (text, seen) => expect(markup(shown(text))).toBe(`<p>${seen}</p>`));

  it("has no element but those of Markdown", () => {
    const el = shown("<b>a</b> <img src=x> <a href='x'>c</a> <script>d</script> <!-- e --> <br>");
    expect([...el.querySelectorAll("p *")].map(({ nodeName }) => nodeName)).toEqual(["BR"]);
  });

  it("is one node where it is only text, whatever is escaped in it", () => {
    const paragraph = shown("a \\* &amp; <b> [c] 1 < 2 d").querySelector("p");
    expect(paragraph?.childNodes).toHaveLength(1);
    expect(paragraph?.textContent).toBe("a * & <b> [c] 1 < 2 d");
  });

  it("hides and reorders nothing, in code and links either", () => {
    const el = shown("a\u202eb `c\u202ed` [e\u2066f](http://g.example) \x1b**h\0i**");
    expect(el.textContent).toBe("a[U+202E]b c[U+202E]d e[U+2066]f hi");
  });
});

describe("a very long text in a block", () => {
  const LONG = "**word** &amp; ".repeat(1_500);

  it("is shown as it was written, in chunks, with all its characters", () => {
    const el = shown(LONG);
    expect(el.querySelectorAll("p")).toHaveLength(1);
    expect(el.querySelector("strong")).toBeNull();
    expect(el.querySelectorAll(".agw-text-chunk").length).toBeGreaterThan(3);
    expect(el.textContent.trimEnd()).toBe(LONG.replaceAll("&amp;", "&").trimEnd());
  });

  it("leaves the blocks around it as they are", () => {
    const el = shown(`*a*\n\n${LONG}\n\n*b*`);
    expect([...el.querySelectorAll("em")].map(({ textContent }) => textContent)).toEqual(["a", "b"]);
  });

  it("loses no character where it becomes too long while it streams", () => {
    const { el, view } = growing("");
    for (let at = 0; at < LONG.length; at += 150) view.append(LONG.slice(at, at + 150));
    view.finish();
    expect(el.textContent.trimEnd()).toBe(LONG.replaceAll("&amp;", "&").trimEnd());
  });
});
