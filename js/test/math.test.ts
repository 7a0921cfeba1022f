import { describe, expect, it } from "vitest";
import { render } from "../src/math";

const markup = (tex: string, display = false) => (render(tex, display) as Element).outerHTML;

it("gives elements of MathML, inline or as a block", () => {
  const inline = render("x", false) as Element;
  expect([inline.namespaceURI, inline.localName]).toEqual(["http://www.w3.org/1998/Math/MathML", "math"]);
  expect(inline.getAttribute("display")).not.toBe("block");
  expect((render("x", true) as Element).getAttribute("display")).toBe("block");
});

it.each([
  ["x^2", "msup"],
  ["a_1", "msub"],
  ["\\frac{a}{b}", "mfrac"],
  ["\\sqrt{2}", "msqrt"],
  ["\\begin{pmatrix}1 & 2 \\\\ 3 & 4\\end{pmatrix}", "mtable"],
  ["\\sum_{i=0}^n i", "munderover"],
])("draws %s with %s", (tex, element) => {
  expect((render(tex, true) as Element).querySelector(element)).not.toBeNull();
});

it("takes text for text", () => {
  const math = render("\\text{<b onclick='x()'>a</b>}", false) as Element;
  expect(math.querySelector("b")).toBeNull();
  expect(math.textContent).toContain("<b");
});

describe("what one formula defines", () => {
  it.each(["\\gdef\\mine{x}\\mine", "\\global\\def\\mine{x}\\mine", "\\newcommand\\mine{x}\\mine"])(
    "no other knows: %s",
    (tex) => {
      expect(markup(tex)).toContain("<mi>x</mi>");
      expect(() => render("\\mine", false)).toThrow();
    },
  );
});

it.each(["\\frac{", "\\nothing", "x^", "}", "\\begin{matrix}"])("throws for %s", (tex) => {
  expect(() => render(tex, false)).toThrow();
});

it("may use a definition in a definition, and ends however often a formula doubles itself", () => {
  const doubled = (times: number) => {
    const definitions = Array.from({ length: times }, (_, at) => {
      const [next, last] = [at + 1, at].map((number) => String.fromCharCode(97 + number));
      return `\\def\\m${next}{\\m${last}\\m${last}}`;
    });
    return `\\def\\ma{x}${definitions.join("")}\\m${String.fromCharCode(97 + times)}`;
  };
  expect(render(doubled(4), false).textContent).toBe("x".repeat(16));
  expect(() => render(doubled(12), false)).toThrow();
});

it.each([
  "\\href{https://x.y}{a}",
  "\\url{javascript:alert(1)}",
  "\\includegraphics{http://a.b/c.png}",
  "\\class{a}{x}",
  "\\id{a}{x}",
  "\\style{color:red}{x}",
  "\\def\\x{\\x\\x}\\x",
])("refuses what could reach beyond the formula: %s", (tex) => {
  expect(() => render(tex, true)).toThrow();
});

it("keeps a formula in its place", () => {
  expect(markup("\\kern{-1000em}x")).not.toContain("-1000");
  expect(markup("\\raise{1000em}{x}")).not.toContain("1000");
});
