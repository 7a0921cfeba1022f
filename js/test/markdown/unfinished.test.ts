import { describe, expect, it } from "vitest";
import { closeUnfinished } from "../../src/markdown/unfinished";
import { growing, markup, shown } from "./streaming";

const whileWritten = (text: string) => markup(growing(text).el);

const SPANS: [text: string, seen: string][] = [
  ["**Bo", "<p><strong>Bo</strong></p>"],
  ["a *b **c", "<p>a *b **c</p>"],
  ["~~gone", "<p>~~gone</p>"],
  ["a `*c* o", "<p>a `*c* o</p>"],
  ["[li", "<p>[li</p>"],
  ["[li](https://exam", "<p><a>li</a></p>"],
  ["[0](x, ", "<p>[0](x,</p>"],
  ["a ![alt](http", "<p>a</p>"],
  ["a[^no", "<p>a[^no</p>"],
  ["a \\", "<p>a</p>"],
  ["a \\*b", "<p>a *b</p>"],
  ["2 * 3", "<p>2 * 3</p>"],
  ["snake_case", "<p>snake_case</p>"],
];

const BLOCKS: [text: string, seen: string][] = [
  ["# T *x", "<h3>T *x</h3>"],
  ["# **T", "<h3><strong>T</strong></h3>"],
  ["> **Q", "<blockquote><p><strong>Q</strong></p></blockquote>"],
  ["- **A", "<ul><li><strong>A</strong></li></ul>"],
  ["- **a", "<ul><li>**a</li></ul>"],
  ["- a\n- ", "<ul><li>a</li></ul>"],
  ["- [x] **D", "<ul><li>[x]<strong>D</strong></li></ul>"],
  ["> - [ ] `e", "<blockquote><ul><li>[ ]`e</li></ul></blockquote>"],
  ["- *a\n- b", "<ul><li>*a</li><li>b</li></ul>"],
  ["Title\n==", "<p>Title</p>"],
  ["a\n-", "<p>a</p>"],
  ["a\n\n```p", "<p>a</p>"],
  ["```py\n", "<pre></pre>"],
  ["```py\nx\n``", "<pre>x</pre>"],
  ["**A\n\n**B", "<p>**A</p><p><strong>B</strong></p>"],
];

const TABLE = "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody></tbody></table>";
const TABLES: [text: string, seen: string][] = [
  ["| a | b |", TABLE],
  ["| a | b", TABLE],
  ["| a | b |\n|", TABLE],
  ["| a | b |\n|--", TABLE],
  ["a\n| a | b |", "<p>a\n| a | b |</p>"],
  ["|a|", "<p>|a|</p>"],
  ["| a | b |\n|---|---|\n| *1", TABLE.replace("</tbody>", "<tr><td>*1</td><td></td></tr></tbody>")],
];

const FORMULAS: [text: string, seen: string][] = [
  ["$$\nx", "<p><math>x</math></p>"],
  ["$$x", "<p>$$x</p>"],
  ["- a\n  $$\n  x\n\n  - y", "<ul><li>a<p><math>x\n\n- y</math></p></li></ul>"],
  ["> \\[\n> x", "<blockquote><p><math>x</math></p></blockquote>"],
  ["\\begin{align}\nx &= y\n- \\e", "<p><math>\\begin{align}\nx &= y\n-</math></p>"],
  ["```math\nx\n``", "<p><math>x\n</math></p>"],
  ["- ```\n  $$\n  ```\n  b", "<ul><li><pre>$$</pre>b</li></ul>"],
  ["a \\(x", "<p>a (x</p>"],
  ["a \\(x_1", "<p>a <math>x_1</math></p>"],
  ["\\[ x^2 + \\", "<p><math>x^2 +</math></p>"],
  ["a $$", "<p>a</p>"],
  ["$5 and", "<p>$5 and</p>"],
  ["\\\\[ x", "<p>\\[ x</p>"],
  ["$$a$$ *b* c", "<p><math>a</math> <em>b</em> c</p>"],
];

describe("what is being written", () => {
  it.each([...SPANS, ...BLOCKS, ...TABLES, ...FORMULAS])("%j", (text, seen) => {
    expect(whileWritten(text)).toBe(seen);
  });
});

describe("marks that may become anything show nothing yet", () => {
  it.each([
    "-",
    "- ",
    "* [",
    "- [ ]",
    "1",
    "1.",
    "12. ",
    "#",
    "## ",
    ">",
    "> > ",
    "|",
    "***",
    "~~~",
    "```",
    "[",
    "![",
    "$$",
  ])("%j", (text) => expect(whileWritten(text)).toBe(""));

  it("but are there when the text is complete", () => {
    expect(markup(shown("***"))).toBe("<hr>");
    expect(markup(shown("Title\n=="))).toBe("<h3>Title</h3>");
    expect(markup(shown("1."))).toBe("<ol><li></li></ol>");
    expect(markup(shown("["))).toBe("<p>[</p>");
  });
});

describe("a reader", () => {
  const TEXT = [
    "# A *title*",
    'Some **bold**, *em*, ***both***, ~~gone~~, `code` and [a link](https://example.com/a_b "T").',
    "- one\n- [x] two **b**\n  - three `c`",
    "> quoted *text*\n> goes **on**",
    "| a | b |\n|---|:-:|\n| 1 | `2` |\n| **3** | [4](http://y.z) |",
    "```py\ndef f():\n    return '`'\n```",
    "\\[ x^2 \\]",
    "The end.",
  ].join("\n\n");

  it("sees text that stays, and marks only of what is still open, at any time", () => {
    const whole = shown(TEXT).textContent;
    const { el, view } = growing("");
    for (const char of TEXT) {
      view.append(char);
      // The first cell of a table may yet be text, until its bar is there.
      const seen = el.textContent.replace(/\| a$/, "").trimEnd();
      const open = /(?:\*{1,3}|~~|`|\[)[^*~`[]*$/.exec(seen)?.index ?? seen.length;
      expect(whole.startsWith(seen.slice(0, open)), JSON.stringify(seen.slice(-40))).toBe(true);
    }
  });
});

describe("the source of what is complete", () => {
  it.each(["a **b** c", "- a\n- b", "`a` [b](c) d", "```\na\n```\n\nb", "| a |\n|---|\n| b |", "a\n\nb"])(
    "stays as it is: %j",
    (text) => expect(closeUnfinished(text)).toBe(text),
  );
});
