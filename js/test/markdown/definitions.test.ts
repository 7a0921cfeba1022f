import { describe, expect, it } from "vitest";
import { Definitions } from "../../src/markdown/definitions";
import { lexBlocks } from "../../src/markdown/lexer";

function defined(...texts: string[]): Definitions {
  const definitions = new Definitions();
  for (const text of texts) definitions.add(lexBlocks(text, {}).tokens);
  return definitions;
}

const hrefs = ({ links }: Definitions) => Object.entries(links).map(([name, { href }]) => `${name} ${href}`);

describe("definitions of links", () => {
  it("count wherever they stand", () => {
    const text = "[a]: /1\n\n> [b]: /2\n\n- x\n\n  [c]: /3\n\n- > [d]: /4\n";
    expect(hrefs(defined(text))).toEqual(["a /1", "b /2", "c /3", "d /4"]);
  });

  it("have names without case, and the first of a name counts, also in later text", () => {
    expect(hrefs(defined("[A]: /1\n[a]: /2\n", "[a]: /3\n[B b]: /4\n"))).toEqual(["a /1", "b b /4"]);
  });

  it("have titles", () => expect(defined("[a]: /1 'T'\n").links["a"]?.title).toBe("T"));

  it("are none in code or in text", () => {
    const definitions = defined("```\n[a]: /1\n```\n\nx [a]: /1\n\n`[b]: /2`\n");
    expect([hrefs(definitions), definitions.hasLinks]).toEqual([[], false]);
  });

  it("may have any name", () => {
    const definitions = defined("[__proto__]: /1\n");
    expect([definitions.hasLinks, hrefs(definitions)]).toEqual([true, ["__proto__ /1"]]);
    expect(defined("x").links["constructor"]).toBeUndefined();
  });
});

describe("definitions of footnotes", () => {
  it("count by their labels, without case", () => {
    const definitions = defined("[^A]: one\n\n> [^b]: two\n\n- [^c]: three\n\n[^a]: four\n");
    expect([...definitions.notes]).toEqual(["a", "b", "c"]);
    expect(definitions.hasLinks).toBe(false);
  });
});
