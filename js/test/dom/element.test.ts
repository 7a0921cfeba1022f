import { describe, expect, it } from "vitest";
import { element } from "../../src/dom/element";

describe("an element", () => {
  it("has the attributes that have a value", () => {
    const made = element("button", { class: "agw-copy", title: undefined, disabled: "" });
    expect(made.outerHTML).toBe('<button class="agw-copy" disabled=""></button>');
  });

  it("has its children in order, strings as text", () => {
    const made = element("p", {}, "<b>", element("em", {}, "x"), "&amp;");
    expect([...made.childNodes].map(({ nodeName }) => nodeName)).toEqual(["#text", "EM", "#text"]);
    expect(made.textContent).toBe("<b>x&amp;");
    expect(made.querySelector("b")).toBeNull();
  });

  it("hides and reorders nothing, in text and in attributes", () => {
    const made = element("p", { title: "a\u202eb\0" }, "c\u2066d\x1b");
    expect(made.title).toBe("a[U+202E]b");
    expect(made.textContent).toBe("c[U+2066]d");
  });
});
