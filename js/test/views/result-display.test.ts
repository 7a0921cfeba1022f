import { beforeEach, describe, expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

async function opened(display: Record<string, string>): Promise<void> {
  view.python.entry({ id: "t1", kind: "tool_call", tool: "look", output: "1", display });
  await drawn();
  await view.click("[data-tool=look]");
}

async function change(display: Record<string, string>): Promise<void> {
  view.python.set("t1", { display });
  await drawn();
}

/** What is drawn of the result, but for what the model read of it. */
const shown = () => view.all(".agw-facet").at(-1)!.children[1] as HTMLElement;
const holds = (selector: string) => shown().matches(selector) || shown().querySelector(selector) !== null;
const frame = () => view.find<HTMLIFrameElement>("iframe");

describe("the richest form", () => {
  const FORMS: [string, string, string][] = [
    ["text/html", "<b>1</b>", "iframe"],
    ["image/svg+xml", "<svg/>", "img"],
    ["image/png", "aaaa", "img"],
    ["text/markdown", "**1**", "strong"],
    ["application/json", '{"a": 1}', ".agw-json"],
    ["text/plain", "one", "pre"],
  ];

  it.each(FORMS.map(([type], rank) => [type, rank] as const))(
    "is %s where no richer one is there",
    async (_, rank) => {
      const forms = FORMS.slice(rank);
      await opened(Object.fromEntries([...forms].reverse()));
      const drawnAs = ["iframe", "img", "strong", ".agw-json", "pre"].filter((selector) => holds(selector));
      expect(drawnAs).toEqual([forms[0]![2]]);
    },
  );

  it("is what the model read, where none can be drawn", async () => {
    await opened({ "application/x-unknown": "?" });
    expect(view.text(".agw-call-detail")).toContain("As the model read it1");
    expect(view.text(".agw-call-detail")).not.toContain("?");
  });
});

describe("an image", () => {
  it.each([
    ["image/png", "aGk=\n", "data:image/png;base64,aGk="],
    ["image/jpeg", "aG k=", "data:image/jpeg;base64,aGk="],
    ["image/gif", "aGk+/w==", "data:image/gif;base64,aGk+/w=="],
    ["image/webp", 'aGk"onerror="', "data:image/webp;base64,aGkonerror="],
    ["image/svg+xml", "<svg>é#</svg>", "data:image/svg+xml,%3Csvg%3E%C3%A9%23%3C%2Fsvg%3E"],
  ])("of type %s is drawn from its data alone", async (type, data, source) => {
    await opened({ [type]: data });
    expect(view.find("img").getAttribute("src")).toBe(source);
  });

  it("has a text for those who do not see it", async () => {
    await opened({ "image/png": "aGk=", "text/plain": "<Figure with 1 Axes>" });
    expect(view.find<HTMLImageElement>("img").alt).toBe("<Figure with 1 Axes>");
    await change({ "image/png": "aGk=" });
    expect(view.find<HTMLImageElement>("img").alt).toBe("The image the tool returned");
  });
});

describe("Markdown and JSON", () => {
  it("are drawn, and drawn anew when they change", async () => {
    await opened({ "text/markdown": "**one**" });
    expect(view.text("strong")).toBe("one");
    await change({ "text/markdown": "*two*" });
    expect(view.has("strong")).toBe(false);
    expect(view.text("em")).toBe("two");
    await change({ "application/json": '{"three": 3}' });
    expect(view.has("em")).toBe(false);
    expect(shown().textContent).toContain("three");
  });
});

describe("HTML", () => {
  it("has the colours of the view, also when these change", async () => {
    await opened({ "text/html": "<table><tr><td>1</table>" });
    expect(frame().srcdoc).toContain("color-scheme:light");
    document.body.style.backgroundColor = "rgb(10, 10, 10)";
    document.documentElement.dataset.theme = "dark";
    await drawn();
    expect(view.root.dataset.theme).toBe("dark");
    expect(frame().srcdoc).toContain("color-scheme:dark");
    document.body.removeAttribute("style");
    delete document.documentElement.dataset.theme;
  });

  it("has room for its rows, up to a limit", async () => {
    const rows = (count: number) => ({
      "text/html": `<table>${"<tr><td>1</td></tr>".repeat(count)}</table>`,
    });
    const heights: number[] = [];
    await opened(rows(1));
    for (const count of [2, 5, 50, 200]) {
      await change(rows(count));
      heights.push(parseInt(frame().style.height, 10));
    }
    expect(heights[0]).toBeLessThan(heights[1]!);
    expect(heights[1]).toBeLessThan(heights[2]!);
    expect(heights[2]).toBe(heights[3]);
  });

  it("has room for what a data frame says below its table", async () => {
    const html = "<table><tr><td>1</table>";
    await opened({ "text/html": html });
    const without = parseInt(frame().style.height, 10);
    await change({ "text/html": `${html}<p>1 rows × 1 columns</p>` });
    expect(parseInt(frame().style.height, 10)).toBeGreaterThan(without + 20);
  });

  it("keeps its frame while nothing of it changes", async () => {
    await opened({ "text/html": "<b>1</b>" });
    const before = frame();
    view.python.set("t1", { output: "2", ended: 5 });
    await drawn();
    expect(frame()).toBe(before);
  });
});
