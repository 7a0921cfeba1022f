import { describe, expect, it } from "vitest";
import { render } from "../src/math";

const show = (tex: string, display = false) => (render(tex, display) as Element).outerHTML;

describe("formulas", () => {
  it("become MathML", () => {
    expect(show("e^{i\\pi}")).toMatch(/^<math.*<msup><mi>e<\/mi>/);
    expect(show("\\frac{a}{b}", true)).toContain('display="block"');
  });

  it.each([
    "\\href{https://x.y}{a}",
    "\\url{javascript:alert(1)}",
    "\\includegraphics{http://a.b/c.png}",
    "\\class{a}{x}",
    "\\id{a}{x}",
    "\\style{color:red}{x}",

    "\\frac{",
    "\\def\\x{\\x\\x}\\x",
  ])("cannot be %s", (tex) => expect(() => render(tex, true)).toThrow());

  it("stay where they are", () => {
    expect(show("\\kern{-1000em}x")).not.toContain("-1000");
    expect(show("\\raise{1000em}{x}")).not.toContain("1000");
  });

  it("define nothing for the next one", () => {
    expect(show("\\gdef\\foo{x}\\foo")).toContain("<mi>x</mi>");
    expect(() => render("\\foo", false)).toThrow();
  });
});
