import { describe, expect, it, vi } from "vitest";
import { growing, shown } from "./streaming";

const paragraphs = (count: number) => Array.from({ length: count }, (_, at) => `Block ${at}.\n\n`).join("");
const chunks = (el: Element) => [...el.querySelectorAll<HTMLElement>(".agw-chunk")];
const skipped = (el: Element) => chunks(el).map(({ classList }) => classList.contains("agw-offscreen"));

describe("chunks", () => {
  it("hold sixteen blocks each", () => {
    expect(chunks(shown(paragraphs(40))).map(({ children }) => children.length)).toEqual([16, 16, 8]);
  });

  it("are the same however the text is cut, code among it", () => {
    const text = paragraphs(14) + "```\na\n```\n\n" + paragraphs(3) + "- a\n- b\n\n" + paragraphs(20);
    const sizes = chunks(shown(text)).map(({ children }) => children.length);
    const { el, view } = growing("");
    for (const char of text) view.append(char);
    view.finish();
    expect(chunks(el).map(({ children }) => children.length)).toEqual(sizes);
    expect(sizes.slice(0, 2)).toEqual([16, 16]);
  });

  it("that are full do not change any more", () => {
    const { el, view } = growing(paragraphs(20));
    const [first] = chunks(el);
    const html = first?.outerHTML;
    view.append(paragraphs(40));
    view.finish();
    expect(chunks(el)[0]).toBe(first);
    expect(first?.outerHTML).toBe(html);
  });

  it("are gone when nothing is in them", () => {
    const { el, view } = growing(`${paragraphs(16)}| a | b |`);
    expect(chunks(el)).toHaveLength(2);
    view.set(`${paragraphs(15)}x`);
    expect(chunks(el)).toHaveLength(1);
  });
});

describe("chunks off screen", () => {
  it("are skipped, but for the last three", () => {
    vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(800);
    const { el, view } = growing("");
    for (let at = 0; at < 10; at++) view.append(paragraphs(10));
    expect(skipped(el)).toEqual([true, true, true, false, false, false, false]);
    expect(chunks(el)[0]?.style.containIntrinsicBlockSize).toBe("auto 800px");
  });

  it("wait until they have a height, in their order", () => {
    const height = vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(0);
    const { el, view } = growing(paragraphs(100));
    view.append("more ");
    expect(skipped(el).some(Boolean)).toBe(false);
    height.mockReturnValue(800);
    view.append("and more");
    expect(skipped(el)).toEqual([true, true, true, true, false, false, false]);
  });
});
