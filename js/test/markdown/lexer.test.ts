import { Lexer } from "marked";
import { describe, expect, it, vi } from "vitest";
import { lexBlocks } from "../../src/markdown/lexer";
import { markup, shown } from "./streaming";

const types = (text: string) => lexBlocks(text, {}).tokens.map(({ type }) => type);
const inlineTypes = (text: string) =>
  lexBlocks("", {})
    .inline(text)
    .map(({ type }) => type);

describe("HTML", () => {
  it.each([
    "<div>\n\n*a*\n\n</div>",
    "<!-- a -->",
    "<script>\nx\n</script>",
    "<?php x ?>",
    "<details>\n<summary>",
  ])("is text in blocks: %j", (text) => {
    expect(types(text)).not.toContain("html");
    expect(shown(text).querySelector("div:not([class]), script, details, summary")).toBeNull();
  });

  it("is no wall for what is between", () => {
    expect(markup(shown("<div>\n\n*a*\n\n</div>"))).toBe("<p><div></p><p><em>a</em></p><p></div></p>");
  });

  it.each(["<b>", "<a href=x>", "<br x>", "<!-- a -->"])("is text in a line: %s", (text) => {
    expect(inlineTypes(`a ${text} c`)).toEqual(["text", "escape", "text"]);
  });

  it.each(['<a title="*">*', "<!-- `-->`", '<i "**">**b', "<b c='&amp;'>"])(
    "is text with its marks: %s",
    (text) => {
      expect(markup(shown(`x ${text}`))).toBe(`<p>x ${text}</p>`);
    },
  );

  it.each(["<br>", "<br/>", "<BR >"])("may break a line: %s", (text) => {
    expect(inlineTypes(`a${text}b`)).toEqual(["text", "br", "text"]);
  });
});

describe("a dollar sign", () => {
  it.each([
    ["US$5 and A$6", ["text"]],
    ["a $x$ b", ["text", "math", "text"]],
    ["($x$)", ["text", "math", "text"]],
    ["é$x$", ["text"]],
    ["1$x$", ["text", "math"]],
    ["1$k$", ["text"]],
  ])("begins a formula only where no word ends, but after a number it may: %s", (text, expected) => {
    const found = inlineTypes(text);
    expect(found.filter((type, at) => type !== found[at - 1])).toEqual(expected);
  });
});

describe("depth", () => {
  it.each([
    ["quotes", "> ".repeat(300) + "end"],
    ["lists", Array.from({ length: 120 }, (_, at) => `${"  ".repeat(at)}- a`).join("\n") + " end"],
    ["emphasis", `${"**a *b ".repeat(200)}end${"* c**".repeat(200)}`],
    ["links", `${"[a ".repeat(200)}end${"](http://b.example)".repeat(200)}`],
  ])("has a limit, and all text is shown: %s", (_, text) => {
    const el = shown(text);
    expect(el.textContent).toContain("end");
    let depth = 0;
    for (let node = el.querySelector("*"); node; node = node.lastElementChild) depth += 1;
    expect(depth).toBeLessThan(100);
  });
});

describe("documents", () => {
  it("do not share what they define", () => {
    const first = lexBlocks("[a]: http://one.example\n", {});
    expect(first.links["a"]?.href).toBe("http://one.example");
    expect(lexBlocks("[a]", {}).links["a"]).toBeUndefined();
    expect(
      lexBlocks("x", first.links)
        .inline("[a]")
        .map(({ type }) => type),
    ).toEqual(["link"]);
  });

  it("may be read at a time", () => {
    const first = lexBlocks("[a]: http://one.example\n", {});
    const second = lexBlocks("[a]: http://two.example\n", {});
    expect(first.inline("[a]")[0]).toMatchObject({ href: "http://one.example" });
    expect(second.inline("[a]")[0]).toMatchObject({ href: "http://two.example" });
  });

  it("are shown as they are where the lexer gives up", () => {
    vi.spyOn(Lexer.prototype, "blockTokens").mockImplementation(() => {
      throw new Error("Infinite loop on byte: 35");
    });
    vi.spyOn(Lexer.prototype, "inlineTokens").mockImplementation(() => {
      throw new Error("Infinite loop on byte: 35");
    });
    expect(shown("# a *b*").textContent).toBe("# a *b*");
  });
});
