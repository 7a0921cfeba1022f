import { describe, expect, it } from "vitest";
import { mathNode, type MathTree } from "../../src/markdown/math-tree";

const show = (tree: MathTree) => (mathNode(tree) as Element).outerHTML;

describe("a tree of a formula", () => {
  it("becomes MathML, not HTML", () => {
    const node = mathNode({ type: "math", children: [{ type: "mi", children: [{ text: "x" }] }] }) as Element;
    expect(node.namespaceURI).toBe("http://www.w3.org/1998/Math/MathML");
    expect(node.outerHTML).toBe("<math><mi>x</mi></math>");
  });

  it("has fragments, whose children stand for them", () => {
    expect(
      show({ type: "mrow", children: [{ children: [{ text: "a" }, { text: "b" }] }, { text: "c" }] }),
    ).toBe("<mrow>abc</mrow>");
  });

  it("has text that is text, and hides and reorders nothing", () => {
    const node = mathNode({ type: "mtext", children: [{ text: "<b>\u202e\0" }] });
    expect(node.textContent).toBe("<b>[U+202E]");
    expect(node.childNodes).toHaveLength(1);
  });

  it.each(["script", "a", "maction", "annotation-xml", "semantics", "mglyph", "svg", "img", "MATH"])(
    "may not have the element %s",
    (type) => expect(() => mathNode({ type: "mrow", children: [{ type }] })).toThrow(`"${type}"`),
  );

  it("has the attributes that formulas need, no others", () => {
    const attributes = {
      mathvariant: "bold",
      href: "https://a.example",
      onclick: "x()",
      id: "a",
      src: "b",
      width: "2em",
    };
    expect(show({ type: "mi", attributes })).toBe('<mi mathvariant="bold" width="2em"></mi>');
  });

  it("has the styles that formulas need, no others", () => {
    const style = {
      borderTop: "1px solid",
      position: "fixed",
      paddingLeft: "0.2em",
      background: "red",
      width: "",
    };
    expect(show({ type: "mrow", style })).toBe(
      '<mrow style="border-top:1px solid;padding-left:0.2em"></mrow>',
    );
  });

  it("has the library's own classes, under our name", () => {
    const classes = ["tml-left", "tml-cancel", "agw-approve", "tml-evil", "sout"];
    expect(show({ type: "mrow", classes })).toBe(
      '<mrow class="agw-tml-left agw-tml-cancel agw-sout"></mrow>',
    );
    expect(show({ type: "mrow", classes: ["other"] })).toBe("<mrow></mrow>");
  });
});

describe("a length in a formula", () => {
  it.each(["40em", "-3em", "1.5ex", "100%", "0.4em 0.5em"])("may be %s", (width) => {
    expect(show({ type: "mspace", attributes: { width } })).toContain(`"${width}"`);
  });

  it.each(["41em", "-3.1em", "1em -9em", "1000px", "url(x)", "1em;color:red", "calc(1em)", 'a"b'])(
    "may not be %s",
    (width) => {
      expect(show({ type: "mspace", attributes: { width }, style: { width } })).toBe("<mspace></mspace>");
    },
  );
});
