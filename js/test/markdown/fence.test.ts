import { describe, expect, it } from "vitest";
import { areSame, cuts, growing, markup, nodesIn, shown, streamed } from "./streaming";
import { drawnAtOnce } from "./reference";

const FENCES: [what: string, text: string, seen: string][] = [
  ["a fence", "```\na\n```\nb", "<pre>a</pre><p>b</p>"],
  ["an empty one", "```\n```\nb", "<pre></pre><p>b</p>"],
  ["one of tildes with backticks in it", "~~~\n```\n~~~\n", "<pre>```</pre>"],
  ["a shorter one in it", "````\n```\nx\n```\n````\n", "<pre>```\nx\n```</pre>"],
  ["a longer one at its end", "```\na\n`````\nb", "<pre>a</pre><p>b</p>"],
  ["a name after its end, which does not end it", "```\na\n``` x\n```\n", "<pre>a\n``` x</pre>"],
  ["an end with spaces around it", "```\na\n  ```  \nb", "<pre>a</pre><p>b</p>"],
  ["an end that is too far in", "```\na\n    ```\n```\n", "<pre>a\n    ```</pre>"],
  ["its own indent, taken from its lines", "  ```\n   a\n b\n  ```\n", "<pre> a\nb</pre>"],
  ["an indent that tildes leave as it is", "  ~~~\n   a\n b\n  ~~~\n", "<pre>   a\n b</pre>"],
  ["blank lines at its start and inside", "```\n\na\n\n\nb\n```\n", "<pre>\na\n\n\nb</pre>"],
  ["marks in it, which are code", "```\n# a\n- **b**\n| c |\n```\n", "<pre># a\n- **b**\n| c |</pre>"],
  ["no end", "```\na\nb", "<pre>a\nb</pre>"],
  ["half an end", "```\na\n``", "<pre>a\n``</pre>"],
  ["an end without a newline", "```\na\n```", "<pre>a</pre>"],
  ["text before it", "text\n```\na\n```\n", "<p>text</p><pre>a</pre>"],
  ["another one after it", "```\na\n```\n```\nb\n```\n", "<pre>a</pre><pre>b</pre>"],
  ["backticks in its name, which makes it none", "``` a`b\nx", "<p>``` a`b\nx</p>"],
  ["a list around it", "- ```\n  a\n  ```\n- b", "<ul><li><pre>a</pre></li><li>b</li></ul>"],
  ["a quote around it", "> ```\n> a\n> ```\n\nb", "<blockquote><pre>a</pre></blockquote><p>b</p>"],
];

describe("code in a fence", () => {
  it.each(FENCES)("is shown with %s", (_, text, seen) => {
    expect(markup(shown(text))).toBe(seen);
  });

  it.each(FENCES)("is the same wherever it is cut, with %s", (_, text) => {
    const expected = drawnAtOnce(text);
    for (const pieces of [...cuts(text), [...text]]) {
      expect(streamed(pieces), JSON.stringify(pieces)).toBe(expected);
    }
  });
});

describe("an open fence", () => {
  const pre = (el: HTMLElement) => el.querySelector("pre")?.textContent;

  it("holds back what may be its end", () => {
    const { el, view } = growing("```\na\n");
    const seen = ["`", "`", "`x", "\n", "  ", "  `", "y"].map((piece) => {
      view.append(piece);
      return pre(el);
    });
    expect(seen).toEqual(["a", "a", "a\n```x", "a\n```x", "a\n```x", "a\n```x", "a\n```x\n    `y"]);
  });

  it("shows each piece of a line at once", () => {
    const { el, view } = growing("```py\n");
    for (const piece of ["a", " = ", "1", "\nb"]) view.append(piece);
    expect(pre(el)).toBe("a = 1\nb");
  });

  it("touches nothing but its last line", () => {
    const { el, view } = growing("# T\n\ntext\n\n```py\ndef f():\n    pass\nx");
    const before = nodesIn(el).filter((node) => node.childNodes.length === 0);
    expect(before.pop()?.textContent).toBe("x");
    view.append(" = 'y'\nz");
    const after = nodesIn(el).filter((node) => node.childNodes.length === 0);
    expect(areSame(after.slice(0, before.length), before)).toBe(true);
  });

  it("ends, and text goes on after it", () => {
    const { el, view } = growing("```\na\n```");
    view.append("\n**B");
    expect(markup(el)).toBe("<pre>a</pre><p><strong>B</strong></p>");
  });

  it("has the language that its first word names, escapes resolved", () => {
    const name = (text: string) => shown(text).querySelector(".agw-code-name")?.textContent;
    expect(name("```Python title=x\na\n```")).toBe("python");
    expect(name("``` c\\+\\+\na\n```")).toBe("c++");
    expect(name("~~~ a`b ~\nx\n~~~")).toBe("a`b");
    expect(name("```\na\n```")).toBe("");
  });
});
