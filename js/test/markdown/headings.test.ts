import { describe, expect, it } from "vitest";
import { Headings } from "../../src/markdown/headings";
import { growing, shown } from "./streaming";

describe("headings", () => {
  it("skip no level", () => {
    const el = shown("# a\n\n#### b\n\n## c\n\n###### d\n");
    expect([...el.querySelectorAll(".agw-h")].map(({ nodeName }) => nodeName)).toEqual([
      "H3",
      "H4",
      "H4",
      "H5",
    ]);
  });

  it.each([
    [[1], [3]],
    [[4], [3]],
    [
      [1, 2, 3, 4, 5, 6],
      [3, 4, 5, 6, 6, 6],
    ],
    [
      [1, 2, 3, 1, 3],
      [3, 4, 5, 3, 4],
    ],
  ])("of depths %j have levels %j", (depths, levels) => {
    const headings = new Headings();
    expect(depths.map((depth) => headings.level(depth))).toEqual(levels);
  });

  it("look as deep as they were written", () => {
    expect(shown("#### b").querySelector("h3")?.className).toBe("agw-h agw-h4");
  });

  it("are the same when they are drawn again with the text that grows", () => {
    const { el, view } = growing("# a\n\n### b\n\n");
    for (const char of "###### c\n\n# d\n\nx\n\ny\n\nz\n\n## e") {
      view.append(char);
      const names = [...el.querySelectorAll(".agw-h")].map(({ nodeName }) => nodeName);
      expect(["H3", "H4", "H5", "H3", "H4"].slice(0, names.length)).toEqual(names);
    }
    expect(el.querySelectorAll(".agw-h")).toHaveLength(5);
  });

  it("also count in lists and quotes", () => {
    const el = shown("- # a\n- ## b\n\n> ### c\n\n#### d");
    expect([...el.querySelectorAll(".agw-h")].map(({ nodeName }) => nodeName)).toEqual([
      "H3",
      "H4",
      "H5",
      "H6",
    ]);
  });
});
