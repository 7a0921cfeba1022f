import { beforeEach, describe, expect, it, vi } from "vitest";
import { MarkdownView } from "../../src/markdown/markdown-view";
import { DOCUMENTS } from "./documents";
import { areSame, cuts, growing, markup, nodesIn, shown, streamed } from "./streaming";

let el: HTMLElement;
let view: MarkdownView;

beforeEach(() => {
  ({ el, view } = growing(""));
});

describe("a streamed document", () => {
  for (const [name, text] of Object.entries(DOCUMENTS)) {
    it(`${name}: char by char as at once`, () => {
      expect(streamed([...text])).toBe(streamed([text]));
    });
  }
});

describe("what is settled", () => {
  it("is never touched again", () => {
    view.append("# Title\n\nOne *two*.\n\n");
    view.append("a\n\nb\n\nc\n\n");
    const before = nodesIn(el).slice(0, 4);
    view.append("- d\n- e\n\n".repeat(20));
    view.finish();
    expect(areSame(nodesIn(el).slice(0, 4), before)).toBe(true);
  });
});

describe("the end of a line", () => {
  it("may be written in three ways, and be cut anywhere", () => {
    const text = "a\nb\n\n- c\n- d\n\n```\ne\n\nf\n```\n";
    const expected = streamed([text]);
    for (const end of ["\r\n", "\r"]) {
      const written = text.replaceAll("\n", end);
      for (const pieces of [...cuts(written), [...written]]) expect(streamed(pieces)).toBe(expected);
    }
  });
});

describe("the whole text", () => {
  it("may be set again, and go on after its end", () => {
    view.append("one");
    view.finish();
    view.append(" two");
    expect(el.textContent).toBe("one two");
    view.set("other");
    expect(el.textContent).toBe("other");
  });

  it("keeps what is shown where it only continues it", () => {
    view.set("# T\n\none");
    const before = nodesIn(el);
    view.set("# T\n\none two");
    expect(areSame(nodesIn(el), before)).toBe(true);
    expect(markup(el)).toBe("<h3>T</h3><p>one two</p>");
  });

  it("keeps what is shown where it is complete and the same", () => {
    view.set("one");
    view.finish();
    const before = nodesIn(el);
    view.set("one");
    view.finish();
    expect(areSame(nodesIn(el), before)).toBe(true);
    expect(el.dataset["live"]).toBeUndefined();
  });

  it("begins anew with other text: no definition, number or level is left", () => {
    view.set("# a\n\n## b\n\nx[^n] [r]\n\n[^n]: N\n\n[r]: http://r.example\n");
    view.finish();
    view.set("### c\n\ny[^m] [r]\n\n[^m]: M\n");
    view.finish();
    expect(markup(el)).toBe(
      "<h3>c</h3><p>y<sup><button>1</button></sup> [r]</p><div><div><p><sup>1</sup> M <button>↩</button></p></div></div>",
    );
  });

  it("is live until it is complete", () => {
    expect(el.dataset["live"]).toBe("");
    view.append("text");
    expect(el.dataset["live"]).toBe("");
    view.finish();
    expect(el.dataset["live"]).toBeUndefined();
    view.append(" more");
    expect(el.dataset["live"]).toBe("");
  });

  it("is all there at once without a scheduler, however long it is", () => {
    const text = Array.from({ length: 900 }, (_, at) => `Paragraph ${at}.`).join("\n\n");
    view.append(text);
    expect(el.querySelectorAll("p")).toHaveLength(900);
  });

  it("is cut where it would be too much for a page", () => {
    view.append("x".repeat(2_100_000));
    view.finish();
    expect(el.lastElementChild?.textContent).toContain("100,000 more characters");
  });

  it("is cut the same in pieces, and more of it changes nothing but the number", () => {
    const line = `${"word ".repeat(199)}end.\n\n`;
    for (let at = 0; at < 2_200; at++) view.append(line);
    view.finish();
    const length = line.length * 2_200;
    expect(el.querySelector(".agw-cut")?.textContent).toContain((length - 2_000_000).toLocaleString());
    expect(el.querySelectorAll(".agw-p").length).toBe(Math.ceil(2_000_000 / line.length));
  });

  it("may be nothing", () => {
    for (const text of ["", "\n", "   \n\n", "\r"]) expect(shown(text).textContent.trim()).toBe("");
  });
});

describe("a view", () => {
  it("leaves nothing behind", () => {
    view.set("text");
    view.finish();
    view.destroy();
    expect(el.childNodes).toHaveLength(0);
  });

  it("hears no clicks when it is gone", () => {
    view.set("```\na\n```\n\n![a](https://img.example/p.png)");
    const writeText = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    const [copy, image] = el.querySelectorAll("button");
    view.destroy();
    el.append(copy!, image!);
    copy?.click();
    image?.click();
    expect(writeText).not.toHaveBeenCalled();
    expect(el.querySelector("img")).toBeNull();
  });

  it("hears only its own buttons", () => {
    const outer = document.body.appendChild(document.createElement("button"));
    outer.className = "agw-image";
    outer.dataset["src"] = "https://img.example/p.png";
    const inner = outer.appendChild(document.createElement("div"));
    new MarkdownView(inner).append("text");
    inner.querySelector("p")?.click();
    expect(document.querySelector("img")).toBeNull();
  });
});
