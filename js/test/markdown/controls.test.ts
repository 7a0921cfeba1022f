import { beforeEach, describe, expect, it, vi } from "vitest";
import { MarkdownView } from "../../src/markdown/markdown-view";

let el: HTMLElement;
let view: MarkdownView;

beforeEach(() => {
  el = document.createElement("div");
  document.body.replaceChildren(el);
  view = new MarkdownView(el);
});

function show(text: string): void {
  view.set(text);
  view.finish();
}

describe("links", () => {
  it.each(["https://a.example/x?y=1#z", "http://a.example/", "mailto:a@b.example"])(
    "may lead to %s",
    (address) => {
      show(`[text](${address})`);
      const link = el.querySelector("a");
      expect(link?.getAttribute("href")).toBe(address);
      expect(link?.title).toBe(address);
      expect(link?.rel).toBe("noopener noreferrer");
      expect(link?.target).toBe("_blank");
    },
  );

  it("have no address while the mouse rests on them, until they are pressed", () => {
    show("[a **b**](https://a.example/) [c](https://c.example/)");
    const [link, other] = el.querySelectorAll("a") as unknown as [HTMLElement, HTMLElement];
    const feel = (name: string, buttons = 0) =>
      link.querySelector("strong")!.dispatchEvent(new PointerEvent(name, { bubbles: true, buttons }));
    feel("pointerover");
    expect(link.hasAttribute("href")).toBe(false);
    expect(other.getAttribute("href")).toBe("https://c.example/");
    feel("pointerdown", 1);
    feel("pointerover", 1);
    expect(link.getAttribute("href")).toBe("https://a.example/");
    feel("pointerover");
    feel("pointerout");
    expect(link.getAttribute("href")).toBe("https://a.example/");
  });

  it("can be followed with the keyboard while the mouse rests on them", () => {
    show("[a](https://a.example/)");
    const link = el.querySelector("a")!;
    link.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
    expect(link.tabIndex).toBe(0);
    link.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    expect(link.getAttribute("href")).toBe("https://a.example/");
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "//a.example",
    "/path",
    "#top",
    "file:///etc",
    "ftp://a.b",
    "vbscript:x",
    "javascript&#58;x",
    "https://",
  ])("are text if they lead to %s", (address) => {
    show(`[text](${address})`);
    expect(el.querySelector("a")).toBeNull();
    expect(el.textContent).toContain("text");
  });
});

describe("images", () => {
  it("name their host, and load when asked to", () => {
    show("![A *plot*](https://img.example/p.png)");
    expect(el.querySelector("img")).toBeNull();
    const chip = el.querySelector("button");
    expect(chip?.textContent).toContain("img.example");
    chip?.click();
    const image = el.querySelector("img");
    expect(image?.getAttribute("src")).toBe("https://img.example/p.png");
    expect(image?.referrerPolicy).toBe("no-referrer");
    expect(image?.alt).toBe("A *plot*");
  });

  it("stay loaded while the text around them grows", () => {
    view.append("![a](https://img.example/p.png) and");
    el.querySelector("button")?.click();
    view.append(" more");
    expect(el.querySelector("img")).not.toBeNull();
  });

  it.each(["data:image/svg+xml,<svg onload=alert(1)>", "file:///x.png", "x.png", "javascript:x"])(
    "are not shown from %s",
    (address) => {
      show(`![alt](${address})`);
      expect(el.querySelector("img, button")).toBeNull();
    },
  );
});

describe("code", () => {
  it("is copied by its button", async () => {
    const writeText = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    show("```python\na = 1\n\nb = 2\n```");
    const button = el.querySelector<HTMLElement>(".agw-copy");
    button?.click();
    await vi.waitFor(() => expect(button?.textContent).toBe("Copied"));
    expect(writeText).toHaveBeenCalledWith("a = 1\n\nb = 2");
  });

  it("has no button where there shall be none", () => {
    view = new MarkdownView(el, { copy: false });
    show("```\na\n```");
    expect(el.querySelector("button")).toBeNull();
  });

  it("is highlighted while it streams", () => {
    view.append("```py\ndef f");
    expect(el.querySelector(".agw-hl-keyword")?.textContent).toBe("def");
    view.append("oo():\n    '''open\n");
    expect(el.querySelector(".agw-hl-function")?.textContent).toBe("foo");
    view.append("still");
    expect([...el.querySelectorAll(".agw-hl-string")].at(-1)?.textContent).toBe("still");
  });
});

describe("footnotes", () => {
  it("lead to their note and back", () => {
    show("See[^a] and[^none].\n\n[^a]: The note.\n");
    const mark = el.querySelector<HTMLElement>("button[data-note]");
    mark?.click();
    expect(document.activeElement?.textContent).toContain("The note.");
    el.querySelector<HTMLElement>("button[data-note-back]")?.click();
    expect(document.activeElement).toBe(mark);
    expect(el.textContent).toContain("[^none]");
  });
});

describe("headings", () => {
  it("skip no level", () => {
    show("# a\n\n#### b\n\n## c\n\n###### d\n");
    expect([...el.querySelectorAll(".agw-h")].map(({ nodeName }) => nodeName)).toEqual([
      "H3",
      "H4",
      "H4",
      "H5",
    ]);
  });
});

describe("the whole text", () => {
  it("may be set again, and go on after its end", () => {
    view.append("one");
    view.finish();
    view.append(" two");
    expect(el.textContent).toBe("one two");
    view.set("other");
    expect(el.textContent).toBe("other");
  });

  it("is cut where it would be too much for a page", () => {
    view.append("x".repeat(2_100_000));
    view.finish();
    expect(el.lastElementChild?.textContent).toContain("100,000 more characters");
  });

  it("leaves nothing behind", () => {
    show("text");
    view.destroy();
    expect(el.childNodes).toHaveLength(0);
  });
});
