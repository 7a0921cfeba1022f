import { beforeEach, describe, expect, it } from "vitest";
import type { Entry } from "../../src/transcript/schema";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

async function opened(fields: Partial<Entry>): Promise<void> {
  view.python.entry({ id: "e1", kind: "tool_call", tool: "fetch", ...fields });
  await drawn();
  await view.click("tr[data-id=e1]");
}

const result = () => view.all(".agw-facet").at(-1)!;

describe("text", () => {
  it("is shown as it is, and can be scrolled by the keyboard", async () => {
    await opened({ output: "  one\n<b>two</b>" });
    const pre = result().querySelector("pre")!;
    expect(pre.textContent).toBe("  one\n<b>two</b>");
    expect([pre.tabIndex, pre.getAttribute("aria-label")]).toEqual([0, "Result"]);
  });

  it.each(['{"a": 1}', "[1, 2]", ' \n{"a": 1}'])("that is JSON is a tree: %s", async (output) => {
    await opened({ output });
    expect(result().querySelector(".agw-json")).not.toBeNull();
    expect(result().querySelector("pre.agw-pre")).toBeNull();
  });

  it.each(["{a: 1}", "[1, 2", "3", '"text"', "null", "{'a': 1}"])(
    "that is none stays text: %s",
    async (output) => {
      await opened({ output });
      expect(result().querySelector(".agw-json")).toBeNull();
      expect(result().querySelector("pre.agw-pre")!.textContent).toBe(output);
    },
  );
});

describe("a result with a form of its own", () => {
  it("has what the model read of it, folded", async () => {
    await opened({ output: "the text", display: { "text/html": "<b>rich</b>" } });
    const details = result().querySelector("details")!;
    expect([details.open, details.querySelector("summary")!.textContent]).toEqual([
      false,
      "As the model read it",
    ]);
    expect(details.querySelector("pre")!.textContent).toBe("the text");
    expect(result().querySelector("iframe")).not.toBeNull();
  });

  it("has nothing folded where the model read nothing", async () => {
    await opened({ output: "", display: { "text/html": "<b>rich</b>" } });
    expect(result().querySelector("details")).toBeNull();
  });
});

describe("a result that was cut", () => {
  const cut = { output: "x".repeat(2000), output_size: 1_500_000 };

  it("says how much is there", async () => {
    await opened(cut);
    expect(view.text(".agw-cut")).toContain("The first 2,000 characters of 1.5 MB.");
  });

  it("is shown whole when asked, and stays so", async () => {
    await opened(cut);
    await view.click("[data-action=load-all]");
    expect(view.python.commands("result")).toEqual([{ type: "result", id: "e1" }]);
    view.python.deliver({ type: "result", id: "e1", text: "all of it" });
    await drawn();
    expect(result().querySelector("pre")!.textContent).toBe("all of it");
    expect(view.has(".agw-cut")).toBe(false);
    await view.click("tr[data-id=e1]");
    await view.click("tr[data-id=e1]");
    expect(result().querySelector("pre")!.textContent).toBe("all of it");
    expect(view.python.commands("result")).toHaveLength(1);
  });

  it("can still be asked for where only its form for people has come", async () => {
    await opened({ ...cut, display: { "text/plain": "head" } });
    view.python.deliver({ type: "result", id: "e1", display: { "text/html": "<table><tr><td>1</table>" } });
    await drawn();
    expect(result().querySelector("iframe")).not.toBeNull();
    expect(view.has("[data-action=load-all]")).toBe(true);
  });

  it("of another call is not taken for this one", async () => {
    await opened(cut);
    view.python.deliver({ type: "result", id: "e9", text: "other" });
    await drawn();
    expect(result().textContent).not.toContain("other");
  });

  it("cannot be asked for where no Python answers", async () => {
    const saved = new Mounted({ live: false });
    saved.python.entry({ id: "e1", kind: "tool_call", tool: "fetch", ...cut });
    await drawn();
    await saved.click("tr[data-id=e1]");
    expect(saved.text(".agw-cut")).toBe("The first 2,000 characters of 1.5 MB.");
    expect(saved.has("[data-action=load-all]")).toBe(false);
  });
});
