import { describe, expect, it } from "vitest";
import { closeUnfinished } from "../../src/markdown/unfinished";
import { growing, markup, shown } from "./streaming";

const whileWritten = (text: string) => markup(growing(text).el);

const SPANS: [text: string, seen: string][] = [
  ["**bo", "<p><strong>bo</strong></p>"],
  ["a *b **c", "<p>a <em>b <strong>c</strong></em></p>"],
  ["~~gone", "<p><del>gone</del></p>"],
  ["a `co", "<p>a <code>co</code></p>"],
  ["[li", "<p><a>li</a></p>"],
  ["[li](https://exam", "<p><a>li</a></p>"],
  ["a ![alt](http", "<p>a</p>"],
  ["a[^no", "<p>a</p>"],
  ["a \\", "<p>a</p>"],
  ["a \\*b", "<p>a *b</p>"],
  ["2 * 3", "<p>2 * 3</p>"],
  ["snake_case", "<p>snake_case</p>"],
];

const BLOCKS: [text: string, seen: string][] = [
  ["# T *x", "<h3>T <em>x</em></h3>"],
  ["> *q", "<blockquote><p><em>q</em></p></blockquote>"],
  ["- **a", "<ul><li><strong>a</strong></li></ul>"],
  ["- a\n- ", "<ul><li>a</li></ul>"],
  ["- [x] **d", "<ul><li>[x]<strong>d</strong></li></ul>"],
  ["> - [ ] `e", "<blockquote><ul><li>[ ]<code>e</code></li></ul></blockquote>"],
  ["- *a\n- b", "<ul><li>*a</li><li>b</li></ul>"],
  ["Title\n==", "<p>Title</p>"],
  ["a\n-", "<p>a</p>"],
  ["a\n\n```p", "<p>a</p>"],
  ["```py\n", "<pre></pre>"],
  ["```py\nx\n``", "<pre>x</pre>"],
  ["**a\n\n**b", "<p>**a</p><p><strong>b</strong></p>"],
];

const TABLE = "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody></tbody></table>";
const TABLES: [text: string, seen: string][] = [
  ["| a | b |", TABLE],
  ["| a | b", TABLE],
  ["| a | b |\n|", TABLE],
  ["| a | b |\n|--", TABLE],
  ["a\n| a | b |", "<p>a\n| a | b |</p>"],
  ["|a|", "<p>|a|</p>"],
  ["| a | b |\n|---|---|\n| *1", TABLE.replace("</tbody>", "<tr><td><em>1</em></td><td></td></tr></tbody>")],
];

const FORMULAS: [text: string, seen: string][] = [
  ["$$x", "<p><math>x</math></p>"],
  ["a \\(x", "<p>a <math>x</math></p>"],
  ["\\[ x + \\", "<p><math>x +</math></p>"],
  ["a $$", "<p>a </p>"],
  ["$5 and", "<p>$5 and</p>"],
  ["\\\\[ x", "<p>\\<a> x</a></p>"],
  ["$$a$$ *b", "<p><math>a</math> <em>b</em></p>"],
];

describe("what is being written looks as it will", () => {
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

  it("sees no marks, only text that stays, at any time", () => {
    const whole = shown(TEXT).textContent;
    const { el, view } = growing("");
    for (const char of TEXT) {
      view.append(char);
      // The first cell of a table may yet be text, until its bar is there.
      const seen = el.textContent.replace(/\| a$/, "").trimEnd();
      expect(whole.startsWith(seen), JSON.stringify(seen.slice(-40))).toBe(true);
    }
  });
});

describe("the source of what is complete", () => {
  it.each(["a **b** c", "- a\n- b", "`a` [b](c) d", "```\na\n```\n\nb", "| a |\n|---|\n| b |", "a\n\nb"])(
    "stays as it is: %j",
    (text) => expect(closeUnfinished(text)).toBe(text),
  );
});
