import { describe, expect, it } from "vitest";
import { jsonTree } from "../../src/json/json-tree";

describe("the tree", () => {
  function shown(json: unknown, partial = false) {
    const el = document.createElement("div");
    document.body.replaceChildren(el);
    return { el, tree: jsonTree(el, json, { partial }) };
  }

  it("shows names and values", () => {
    const { el } = shown({ name: "Ada", n: 1 });
    const rows = [...el.querySelectorAll(".agw-json-row")].map(({ textContent }) => textContent);
    expect(rows).toEqual(["nameAda", "n1"]);
  });

  it("grows in place", () => {
    const { el, tree } = shown('{"text": "Hel', true);
    const text = el.querySelector(".agw-json-string")?.firstChild;
    tree.set('{"text": "Hello", "n": 1');
    expect(el.querySelector(".agw-json-string")?.firstChild).toBe(text);
    tree.append("2}");
    expect(el.querySelector(".agw-json-number")?.textContent).toBe("12");
  });

  it("draws folded parts when they are opened", () => {
    const { el } = shown([[[[["deep"]]]]]);
    expect(el.textContent).not.toContain("deep");
    const folded = el.querySelector<HTMLDetailsElement>("details:not([open])");
    folded!.open = true;
    folded!.dispatchEvent(new Event("toggle"));
    expect(el.querySelectorAll("details")).toHaveLength(4);
  });

  it("draws many children when they are asked for", () => {
    const { el } = shown(Array.from({ length: 250 }, (_, index) => index));
    expect(el.querySelectorAll(".agw-json-row")).toHaveLength(100);
    el.querySelector<HTMLElement>("button.agw-json-more")!.click();
    expect(el.querySelectorAll(".agw-json-row")).toHaveLength(250);
    expect(el.querySelector("button")).toBeNull();
  });

  it("cuts long text until it is asked for", () => {
    const { el } = shown("x".repeat(2_500).replace(/^|$/g, '"'));
    expect(el.querySelector(".agw-json-string")?.textContent).toHaveLength(2_000);
    el.querySelector("button")!.click();
    expect(el.querySelector(".agw-json-string")?.textContent).toHaveLength(2_500);
  });

  it("shows what is not JSON as it is", () => {
    const { el, tree } = shown("<b>no</b>", true);
    expect(el.querySelector("pre")?.textContent).toBe("<b>no</b>");
    tree.append(" more");
    expect(el.querySelector("pre")?.textContent).toBe("<b>no</b> more");
  });

  it("reads each character once", () => {
    const text = JSON.stringify({ a: "x".repeat(50_000) });
    const { el, tree } = shown(text.slice(0, 1), true);
    for (let at = 1; at < text.length; at += 4) tree.append(text.slice(at, at + 4));
    expect(el.querySelector("button")?.textContent).toContain("48,000");
  });

  it("is the same however its text is cut", () => {
    const text = JSON.stringify({ a: [1, { "b\n": "c\u202e🙂" }], d: null, e: -1.5e3 }).replace(
      "🙂",
      "🙂\\ud83d\\ude42\\/\\x",
    );
    const expected = shown(text).el.innerHTML;
    for (let cut = 0; cut <= text.length; cut++) {
      const { el, tree } = shown(text.slice(0, cut), true);
      tree.append(text.slice(cut));
      expect(el.innerHTML, `cut at ${cut}`).toBe(expected);
    }
  });

  it("begins again with a value that does not continue the last", () => {
    const { el, tree } = shown('{"a": 1}', true);
    tree.set('{"a": 2');
    expect(el.querySelectorAll(".agw-json")).toHaveLength(1);
    expect(el.querySelector(".agw-json-row")?.textContent).toBe("a2");
    tree.set("no JSON");
    expect(el.textContent).toBe("no JSON");
    tree.set("[]");
    expect([el.textContent, el.querySelector("pre")]).toEqual(["[]", null]);
  });

  it("shows values that are no text, and nothing for none", () => {
    expect(shown(null).el.querySelector(".agw-json-literal")?.textContent).toBe("null");
    expect(shown(12).el.querySelector(".agw-json-number")?.textContent).toBe("12");
    expect(shown(undefined).el.textContent).toBe("");
  });

  it("knows the end of a number only where the text has ended", () => {
    expect(shown("12x").el.querySelector("pre")?.textContent).toContain("12x");
    expect(shown("01").el.querySelector("pre")).not.toBeNull();
    expect(shown("01", true).el.querySelector("pre")).toBeNull();
  });

  it("shows as text what turns out to be no JSON", () => {
    const { el, tree } = shown('{"a": 1', true);
    expect(el.querySelector(".agw-json-row")).not.toBeNull();
    tree.append(" oops");
    expect(el.querySelector(".agw-json-row")).toBeNull();
    expect(el.textContent).toBe('{"a": 1 oops');
  });

  it("cuts text that is no JSON, and says how much", () => {
    const { el } = shown("x".repeat(21_234), true);
    expect(el.querySelector("pre")?.textContent).toHaveLength(20_000);
    expect(el.textContent).toMatch(/x1,234 more characters are not shown\.$/);
  });

  it("leaves nothing behind", () => {
    const { el, tree } = shown("[1]");
    tree.destroy();
    expect(el.childNodes).toHaveLength(0);
  });
});
