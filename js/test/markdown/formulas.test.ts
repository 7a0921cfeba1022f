import { describe, expect, it, vi } from "vitest";
import { MarkdownView } from "../../src/markdown/markdown-view";
import { render } from "../../src/math";
import { growing } from "./streaming";

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
    "**解：**$x=1$",
    "**Note:**$x$ is",
    "，**内容，**\\(x\\)",
    "**$x$**是",
    "：**$x$**是",
    "$a$**(b)** c",
  ])("let bold beside them be bold in %s", (text) => {
    expect(shown(text).querySelectorAll("strong")).toHaveLength(1);
    expect(shown(text).textContent).not.toContain("*");
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

  it("load the library once, and only when there is one", async () => {
    const loadMath = vi.fn(() => Promise.resolve({ render }));
    const { view } = growing("No formula: `$x$`, $5.\n\n$$\\frac{a", { loadMath });
    expect(loadMath).not.toHaveBeenCalled();
    view.append("}{b}$$\n\n$x$ and $y$");
    view.append(" and $z$");
    expect(loadMath).toHaveBeenCalledTimes(1);
  });

  it("that come after the library are drawn at once", async () => {
    const { el, view } = growing("$x$ ", { loadMath: () => Promise.resolve({ render }) });
    await Promise.resolve();
    view.append("and $y$.");
    expect(el.querySelectorAll("math")).toHaveLength(2);
  });

  it.each([
    "\\(x^2\\)",
    "\\[ x^2 \\]",
    "$$\nx^2\n$$\n",
    "\\begin{align}x\\end{align}",
    "```math\nx\n```\n",
    "$x$",
    "$`x`$",
  ])("are drawn also where their end comes alone: %j", async (formula) => {
    const { el, view } = growing("$y$ ", { loadMath: () => Promise.resolve({ render }) });
    await Promise.resolve();
    for (const char of `\n\n${formula} `) view.append(char);
    expect(el.querySelectorAll("math")).toHaveLength(2);
  });

  it("stay drawn, the same nodes, while text comes after them", async () => {
    const { el, view } = growing("$x$ and", { loadMath: () => Promise.resolve({ render }) });
    await Promise.resolve();
    const drawn = el.querySelector("math");
    expect(drawn).not.toBeNull();
    view.append(" more, also $y$");
    expect(el.querySelector("math")).toBe(drawn);
  });

  it("stay TeX where the library cannot be loaded", async () => {
    const { el, view } = growing("$x^2$ ", { loadMath: () => Promise.reject(new Error("offline")) });
    await vi.advanceTimersByTimeAsync(0);
    view.append("and $y$.");
    expect(el.textContent).toBe("x^2 and y.");
  });

  it("are not drawn where they are very long", async () => {
    const spaces = (count: number) => shown(`$$x${"\\{".repeat(count)}y$$`);
    const [long, tooLong] = [spaces(2_000), spaces(2_600)];
    await Promise.resolve();
    expect(long.querySelector("math")).not.toBeNull();
    expect(tooLong.querySelector("math")).toBeNull();
    expect(tooLong.querySelector(".agw-math")?.textContent).toHaveLength(5_202);
  });

  it("keep their TeX for who copies it", async () => {
    const el = shown("$a<b$");
    await Promise.resolve();
    expect(el.querySelector<HTMLElement>(".agw-math")?.dataset["tex"]).toBe("a<b");
    expect(el.querySelector(".agw-math")?.getAttribute("dir")).toBe("ltr");
  });
});
