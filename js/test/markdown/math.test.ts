import { describe, expect, it } from "vitest";
import { MarkdownView } from "../../src/markdown/markdown-view";
import { render } from "../../src/math";

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
});

describe("formulas in a text", () => {
  function shown(text: string, load = true): HTMLElement {
    const el = document.createElement("div");
    const options = load ? { loadMath: () => Promise.resolve({ render }) } : {};
    const view = new MarkdownView(el, options);
    view.append(text);
    view.finish();
    return el;
  }

  it("are drawn when the library has come", async () => {
    const el = shown("Euler: $e^{i\\pi}+1=0$ and\n\n$$\na\n= b\n$$\n");
    expect(el.querySelectorAll("math")).toHaveLength(0);
    expect(el.textContent).toContain("e^{i\\pi}+1=0");
    await Promise.resolve();
    expect(el.querySelectorAll("math")).toHaveLength(2);
    expect(el.querySelectorAll("math[display=block]")).toHaveLength(1);
  });

  it("are shown as TeX without it, or where TeX has an error", async () => {
    expect(shown("$x^2$", false).textContent).toBe("x^2");
    const el = shown("$\\frac{$ and $y$");
    await Promise.resolve();
    expect(el.textContent).toContain("\\frac{");
    expect(el.querySelectorAll("math")).toHaveLength(1);
  });

  it.each([
    "$5 and $6",
    "costs $5, then 6$ more",
    "US$5 and A$6",
    "$HOME/$USER",
    "a $ b $ c",
    "`$x$`",
    "\\$x\\$",
  ])("are not seen in %s", (text) => expect(shown(text).querySelector(".agw-math")).toBeNull());

  it.each([
    "$x$",
    "$2x + 3$",
    "$10^{-3}$",
    "\\(x\\)",
    "a $$x + y$$ b",
    "$\\$5$",
    "**$a$**",
    "- $a_1$, $a_2$",
  ])("are seen in %s", (text) => expect(shown(text).querySelector(".agw-math")).not.toBeNull());

  it("are not drawn while they are written", async () => {
    const el = document.createElement("div");
    const view = new MarkdownView(el, { loadMath: () => Promise.resolve({ render }) });
    view.append("$$\\frac{a}{b");
    await Promise.resolve();
    expect(el.textContent).toBe("\\frac{a}{b");
    expect(el.querySelector("math")).toBeNull();
  });
});
