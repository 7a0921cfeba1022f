/** Calm: while a text streams, no opener styles what the complete text has plain. */

import { describe, expect, it } from "vitest";
import { MarkdownView } from "../../src/markdown/markdown-view";
import { growing, shown } from "./streaming";

const STYLED = "em, strong, del, code, .agw-link, .agw-math, sup, table, .agw-image";

/** Ordinary sentences with a character that opens something, which nothing closes. */
const PLAIN = [
  "The product 234*123 is large, and so is 2 * 3 of them.",
  "Use x**2 for a square and x **n for a power of n.",
  "Pass **kwargs and *args on to the function below.",
  "*args comes first, then keywords follow in any order.",
  "**kwargs holds all the other keywords of a call.",
  "- **kwargs: what is left over\n- *args: the rest",
  "A _private name and a __dunder one, or snake_case_names.",
  "_private_var is a name and __all__x is another.",
  "The interval [0, 1) has no end, (0, 1] has no start.",
  "Take a[0](x, y) and then b[i] of it, or [see below.",
  "A list [1, 2, 3 and more of [them.",
  "It costs $5 now, $10 later and US$20 abroad.",
  "Either $20/month or $200/year for $HOME and $PATH users.",
  "Cells $A$1:$B$2 hold it; echo $x; echo $y.",
  "In '$' and '$' there are signs, and ($) or ($) too.",
  "Restaurants are $$ or $$$ here, at $$ a head.",
  "It takes ~5 minutes, from ~/work to ~ and ~~ again.",
  "Press the ` key once, and never again.",
  "It is 5` long and so on, to its very end.",
  "A tick `opens what nothing closes, here.",
  "`foo' is not a directory, said the program.",
  "He said ``hello'' to `me' and left.",
  "If a < b and c <d then <e> or <b is text, a <- b.",
  "Wow![1] and !important or ![ and a ![1, 2 of them.",
  "A | b || c |d are pipes, |x| is absolute.",
  "A class [^a-z is open, x^2 and [^ too.",
  "::: note is a fence for some ::: and :: others.",
  "AT&T, &am and &# or &copy are here; R&D.",
  "A path C:\\dir\\[x and \\(see the note below or \\[1 there.",
  "\\(see below\\) and \\[1\\] or \\[optional\\] remarks",
  "A price\n= 5 of them\n- 3 of those is a sum",
  "# A title with *one mark and 2**3 in it",
  "> A quote with *one mark and _another, or $5",
];

/** Sentences with spans that do close. */
const MIXED = [
  "The **capital** of *France* is _Paris_, ~~London~~ and `code`.",
  "**Result:** 234*123 is *large* and **kwargs is not.",
  "- **Name**: the *name*\n- **kwargs: all the rest",
  "See [the docs](https://docs.example/a_b_c) for **more**, or [0, 1).",
  "An ![image](https://images.example/x_y.png) of *it* here.",
  "The $n$th term $a_n*b*c$ costs $5 or *more*.",
  "Cells $A$1 and $x$-axis, $k$-fold.",
  "Let \\(x_1*y*z\\) be $$a_1*b*c$$ and *so* on.",
  "Code `a *b* c` and ``d `e` f`` in *text*.",
  "**Note on my_name: 2 * 3 and `c`** is *so*.",
  "Here *a **b*** and **c *d*** are nested.",
  "Both ***bold and em*** and **bold *em* bold** here.",
  "Names _em_ and _private_var or __init__.py are *so*.",
  "注意：**重点**是$x>0$时的*值*。",
  "When $`a*b*c`$ holds, *then* $`d`$ too.",
  "$$\na * b * c\n- d_1 + e_1\n$$\n\nand *so* on",
  "\\[\n\\frac{a}{b}\n= c\n\\]\n\nand *so* on",
  "\\begin{align}\na *b* c &= d \\\\\n- e\n\\end{align}\n\nand *so* on",
  "```math\na *b* c\n```\n\nand *so* on",
];

interface Span {
  kind: string;
  text: string;
}

function spansOf(el: HTMLElement): Span[] {
  const spans = [...el.querySelectorAll<HTMLElement>(STYLED)].filter(
    (node) => !node.closest(".agw-math code"),
  );
  return spans.map((node) => ({
    kind: node.classList[0] ?? node.localName,
    text: node.dataset["tex"] ?? node.textContent,
  }));
}

/** A text without marks, which may be as typed in what is styled early. */
function letters(text: string): string {
  return text.replace(/[`*_~]/g, "").trim();
}

/** What is styled after each character. */
function prefixes(text: string): { prefix: string; spans: Span[] }[] {
  const el = document.createElement("div");
  const view = new MarkdownView(el);
  return [...text].map((char, at) => {
    view.append(char);
    return { prefix: text.slice(0, at + 1), spans: spansOf(el) };
  });
}

describe("ordinary text", () => {
  it.each(PLAIN)("stays plain: %s", (text) => {
    expect(spansOf(shown(text)), "complete").toEqual([]);
    for (const { prefix, spans } of prefixes(text)) expect(spans, prefix).toEqual([]);
  });
});

describe("a span", () => {
  it.each(MIXED)("is styled only where it stays so, and for good: %s", (text) => {
    const whole = spansOf(shown(text));
    expect(whole).not.toEqual([]);
    let styled = 0;
    for (const { prefix, spans } of prefixes(text)) {
      const early = spans.filter(
        ({ kind, text }) =>
          !whole.some((span) => span.kind === kind && letters(span.text).startsWith(letters(text))),
      );
      expect(early, prefix).toEqual([]);
      expect(spans.length, `drawn before, and no longer: ${prefix}`).toBeGreaterThanOrEqual(styled);
      styled = spans.length;
    }
  });
});

describe("shown early", () => {
  it.each([
    ["**Result of", "strong"],
    ["- **Name", "strong"],
    ["see [the docs](https://ex", ".agw-link"],
    ["so \\(\\frac{a", ".agw-math"],
    ["$$\nx", ".agw-math"],
    ["| a | b |", "table"],
  ])("is what is hardly anything else: %j", (text, selector) => {
    expect(growing(text).el.querySelector(selector)).not.toBeNull();
  });
});
