import { beforeEach, describe, expect, it, vi } from "vitest";
import { CodeBlock } from "../../src/markdown/code-block";
import type { CodeColours } from "../../src/markdown/code-colours";
import { drawn } from "../mounted";
import { loadedColours, loadHighlight } from "./coloured";
import { areSame, cuts, growing, shown } from "./streaming";

const PYTHON = 'def f(x):\n    """One\n\n    two"""\n    return f"a {x}"  # é\n';

let colours: CodeColours;
beforeEach(async () => {
  colours = await loadedColours();
});

function block(pieces: string[], info = "python"): CodeBlock {
  const made = new CodeBlock(info, { copy: false, colours });
  for (const piece of pieces) made.append(piece);
  return made;
}

const chunks = ({ element }: CodeBlock) => [...element.querySelectorAll(".agw-code-chunk")];
const text = ({ element }: CodeBlock) => element.querySelector("pre")?.textContent;
const numbered = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}\n`);

describe("code that grows", () => {
  it("is the same however it is cut", () => {
    const whole = block([PYTHON]);
    whole.end();
    for (const pieces of [...cuts(PYTHON), [...PYTHON]]) {
      const made = block(pieces);
      made.end();
      expect(made.element.outerHTML).toBe(whole.element.outerHTML);
    }
  });

  it("shows all that has come, at any time", () => {
    const made = new CodeBlock("python", { copy: false, colours });
    [...PYTHON].forEach((char, at) => {
      made.append(char);
      expect(text(made)).toBe(PYTHON.slice(0, at + 1));
    });
  });

  it("is highlighted while it streams", async () => {
    const { el, view } = growing("```py\n", { loadHighlight });
    await drawn();
    view.append("def f");
    expect(el.querySelector(".agw-hl-keyword")?.textContent).toBe("def");
    view.append("oo():\n    '''open\n");
    expect(el.querySelector(".agw-hl-function")?.textContent).toBe("foo");
    view.append("still");
    expect([...el.querySelectorAll(".agw-hl-string")].at(-1)?.textContent).toBe("still");
  });

  it("keeps the lines that are complete", () => {
    const made = block(["a = 1\n", "b"]);
    const [first] = made.element.querySelectorAll(".agw-hl-number");
    made.append(" = 2\nc = 3\n");
    expect(made.element.querySelector(".agw-hl-number")).toBe(first);
    expect(text(made)).toBe("a = 1\nb = 2\nc = 3\n");
  });

  it("is in chunks of fifty lines, and only the last one changes", () => {
    const made = block(numbered(120));
    expect(chunks(made).map(({ textContent }) => textContent.split("\n").length - 1)).toEqual([50, 50, 20]);
    const before = chunks(made).map(({ childNodes }) => [...childNodes]);
    made.append("more");
    made.end();
    const after = chunks(made).map(({ childNodes }) => [...childNodes]);
    expect(areSame(after.slice(0, 2).flat(), before.slice(0, 2).flat())).toBe(true);
    expect(text(made)).toBe(`${numbered(120).join("")}more`);
  });

  it("does not highlight a long line again and again, but once it is complete", () => {
    const long = `x = "${"a".repeat(600)}`;
    const made = block([long, " b", " c"]);
    const nodes = () => [...(chunks(made)[0]?.childNodes ?? [])];
    expect(nodes()).toHaveLength(1);
    const [node] = nodes();
    made.append(" \0d");
    expect(areSame(nodes(), [node!])).toBe(true);
    expect(text(made)).toBe(`${long} b c d`);
    made.append('"\n');
    expect(made.element.querySelector(".agw-hl-string")?.textContent).toBe(`${long.slice(4)} b c d"`);
  });

  it("hides and reorders nothing, in its name either", () => {
    expect(text(block(["a\u202eb", "c\x1bd\n"]))).toBe("a[U+202E]bcd\n");
    expect(block([], "py\u202ethon").element.textContent).toBe("py[U+202E]thon");
  });
});

describe("the name of a language", () => {
  it.each([
    ["python", "python", "Code, python"],
    ["Python", "python", "Code, python"],
    ["js {1,3}", "js", "Code, js"],
    ["r{echo=F}", "r", "Code, r"],
    ["", "", "code"],
    ["x".repeat(60), "x".repeat(32), `Code, ${"x".repeat(32)}`],
  ])("of %j is %j", (info, name, label) => {
    const { element } = block([], info);
    expect(element.querySelector(".agw-code-name")?.textContent).toBe(name);
    expect(element.querySelector("pre")?.getAttribute("aria-label")).toBe(label);
  });
});

describe("code", () => {
  it("is copied by its button", async () => {
    const writeText = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    const el = shown("```python\na = 1\n\nb = 2\n```");
    const button = el.querySelector<HTMLElement>(".agw-copy");
    button?.click();
    await vi.waitFor(() => expect(button?.textContent).toBe("Copied"));
    expect(writeText).toHaveBeenCalledWith("a = 1\n\nb = 2");
    await vi.advanceTimersByTimeAsync(1_500);
    expect(button?.textContent).toBe("Copy");
  });

  it.each([
    [true, "Copied"],
    [false, "Not copied"],
  ])("is selected and copied where the clipboard is closed: %s", async (done, label) => {
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("not allowed"));
    let selected = "";
    document.execCommand = (command) => {
      selected = command === "copy" ? String(getSelection()) : "";
      return done;
    };
    const el = shown("```\na = 1\n```\n\n```\nb = 2\n```");
    const [, button] = el.querySelectorAll<HTMLElement>(".agw-copy");
    button?.click();
    await vi.waitFor(() => expect(button?.textContent).toBe(label));
    expect(selected).toBe("b = 2");
  });

  it("has no button where there shall be none", () => {
    expect(shown("```\na\n```", { copy: false }).querySelector("button")).toBeNull();
  });
});
