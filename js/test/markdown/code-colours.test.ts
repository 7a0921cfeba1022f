import { beforeEach, describe, expect, it, vi } from "vitest";
import { highlighter } from "../../src/highlight";
import type { HighlightModule } from "../../src/markdown/code-colours";
import { drawn } from "../mounted";
import { growing, shown } from "./streaming";

let arrive: () => void;
let fail: () => void;
let load: () => Promise<HighlightModule>;
beforeEach(() => {
  const module = new Promise<HighlightModule>((resolve, reject) => {
    arrive = () => resolve({ highlighter });
    fail = () => reject(new Error("gone"));
  });
  load = vi.fn(() => module);
});

const CODE = "```python\ndef f():\n    '''open\n    still'''\n    return 1\n```\n";
const kinds = (el: HTMLElement) =>
  [...el.querySelectorAll("pre span")].map(({ className, textContent }) => [className.slice(7), textContent]);
const COLOURED = [
  ["keyword", "def"],
  ["function", "f"],
  ["string", "'''open"],
  ["string", "    still'''"],
  ["keyword", "return"],
  ["number", "1"],
];

describe("the library that colours code", () => {
  it("is asked for when code of a language comes, once", () => {
    const { view } = growing("text\n\n```\nplain\n```\n\n", { loadHighlight: load });
    expect(load).not.toHaveBeenCalled();
    view.append(CODE + CODE);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it("colours what is drawn, in its place", async () => {
    const el = shown(CODE, { loadHighlight: load });
    const [pre] = el.querySelectorAll("pre");
    const text = pre!.textContent;
    expect(kinds(el)).toEqual([]);
    arrive();
    await drawn();
    expect(kinds(el)).toEqual(COLOURED);
    expect(el.querySelector("pre")).toBe(pre);
    expect(pre!.textContent).toBe(text);
  });

  it("colours code that is still being written, and goes on with it", async () => {
    const at = CODE.indexOf("ll'''");
    const { el, view } = growing(CODE.slice(0, at), { loadHighlight: load });
    arrive();
    await drawn();
    expect(kinds(el)).toEqual([...COLOURED.slice(0, 3), ["string", "    sti"]]);
    view.append(CODE.slice(at));
    view.finish();
    expect(kinds(el)).toEqual(COLOURED);
    expect(el.outerHTML).toBe(await colouredAtOnce());
  });

  it("leaves code plain where it does not come, or does not know the language", async () => {
    const el = shown(CODE + "```nonsense\ndef\n```", { loadHighlight: load });
    fail();
    await drawn();
    expect(kinds(el)).toEqual([]);
    expect(el.textContent).toContain("return 1");
  });

  it("hides and reorders nothing", async () => {
    const el = shown("```python\na\u202eb = '\x1b'\n```", { loadHighlight: load });
    arrive();
    await drawn();
    expect(el.querySelector("pre")!.textContent).toBe("a[U+202E]b = ''");
  });
});

/** The code as a page shows it that has the library from the beginning. */
async function colouredAtOnce(): Promise<string> {
  const { el, view } = growing("```python\n", { loadHighlight: load });
  await drawn();
  view.append(CODE.slice("```python\n".length));
  view.finish();
  return el.outerHTML;
}
