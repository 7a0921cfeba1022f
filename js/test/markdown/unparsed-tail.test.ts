import { beforeEach, describe, expect, it } from "vitest";
import { element } from "../../src/dom/element";
import { UnparsedTail } from "../../src/markdown/unparsed-tail";
import { growing } from "./streaming";

let root: HTMLElement;
let tail: UnparsedTail;

beforeEach(() => {
  root = document.body.appendChild(document.createElement("div"));
  tail = new UnparsedTail(root);
});

describe("the tail of a long block", () => {
  it.each(["p", "li"] as const)("goes on in the line of a <%s>, after the space before it", (name) => {
    const last = root.appendChild(element(name, {}, "one"));
    tail.append("two", last, " ");
    tail.append(" three", last, " ");
    expect(last.textContent).toBe("one two three");
    expect(root.children).toHaveLength(1);
  });

  it.each(["table", "blockquote", "pre"] as const)("stands below a <%s>", (name) => {
    const last = root.appendChild(element(name, {}, "one"));
    tail.append("two", last, "\n");
    expect(last.textContent).toBe("one");
    expect(root.lastElementChild?.textContent).toBe("two");
  });

  it("stands alone where there is nothing before it", () => {
    tail.append("one", null, "");
    expect(root.textContent).toBe("one");
  });

  it("is gone when the block is parsed, and begins again", () => {
    const last = root.appendChild(element("p", {}, "one"));
    tail.append("x ".repeat(4_000), last, " ");
    tail.append("y ".repeat(4_000), last, "");
    tail.append("z", null, "");
    tail.clear();
    expect(root.innerHTML).toBe("<p>one</p>");
    tail.append("two", null, "");
    tail.clear();
    expect(root.innerHTML).toBe("<p>one</p>");
    tail.append("three", last, " ");
    expect(last.textContent).toBe("one three");
  });

  it("hides and reorders nothing, from its first character on", () => {
    tail.append("a\u202e", null, "");
    tail.append("b\0\u202e", null, "");
    expect(root.textContent).toBe("a[U+202E]b[U+202E]");
  });
});

describe("a long block", () => {
  const LINE = "some **bold** words in a line\n";

  it("shows marks as they are written until it is parsed again", () => {
    const { el, view } = growing(LINE.repeat(300));
    const drawn = el.querySelectorAll("strong").length;
    view.append("and **more**");
    expect(el.textContent).toMatch(/line\nand \*\*more\*\*$/);
    expect(el.querySelectorAll("strong")).toHaveLength(drawn);
    view.finish();
    expect(el.textContent).toMatch(/line\nand more$/);
    expect(el.querySelectorAll("strong")).toHaveLength(301);
  });

  it("is parsed again when it has grown by a fifth", () => {
    const { el, view } = growing(LINE.repeat(200));
    for (let lines = 201; lines < 500; lines++) {
      view.append(LINE);
      expect(el.querySelectorAll("strong").length * 1.2 + 1).toBeGreaterThanOrEqual(lines);
    }
    expect(el.querySelectorAll("p")).toHaveLength(1);
  });
});
