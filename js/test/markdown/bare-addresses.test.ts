import { describe, expect, it } from "vitest";
import { bareAddress, maskBareAddresses } from "../../src/markdown/bare-addresses";

describe("a bare address", () => {
  it.each([
    ["https://a.bc/d_e*f rest", "", "https://a.bc/d_e*f", "https://a.bc/d_e*f"],
    ["www.a.bc, and", "(", "www.a.bc", "http://www.a.bc"],
    ["https://a.bc/(d)).", "(", "https://a.bc/(d)", "https://a.bc/(d)"],
    ["https://a.bc/?d=1&e;", " ", "https://a.bc/?d=1", "https://a.bc/?d=1"],
    ["https://münchen.example/ü", '"', "https://münchen.example/ü", "https://münchen.example/ü"],
    ["a.b_c@d-e.fg.", " ", "a.b_c@d-e.fg", "mailto:a.b_c@d-e.fg"],
    ["mailto:a@b.cd/", "", "mailto:a@b.cd", "mailto:a@b.cd"],
    [`https://a.bc${")".repeat(30_000)}`, "", "https://a.bc", "https://a.bc"],
  ])("is at the start of %j", (text, before, raw, href) => {
    expect(bareAddress(text, before)).toEqual({ raw, href });
  });

  it.each([
    ["https://a.bc", "x"],
    ["https://a.bc", "\\"],
    ["www.a.bc", "x"],
    ["www.a.bc", '"'],
    ["https:// a", ""],
    ["https://a._b.c/", ""],
    ["www.", ""],
    ["a@b", ""],
    ["a@b.c-", ""],
    ["a@b.c@d", ""],
    ["b@c.de", "a"],
  ])("is not at the start of %j after %j", (text, before) => expect(bareAddress(text, before)).toBeNull());
});

it("has no marks for emphasis; all other text has", () => {
  const text = "*https://a.bc/*d* x*y* www.a_b";
  expect(maskBareAddresses(text, text)).toBe("*https://a.bc/ad* x*y* www.a_b");
});
