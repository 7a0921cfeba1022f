import { beforeEach, describe, expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

describe("the panel", () => {
  it.each([
    ["Transcript", "Nothing happened in this run yet."],
    ["Tools", "No tool was called in this run."],
    ["Timeline", "No model was asked in this run yet."],
    ["Events", "No events yet."],
    ["Usage", "No model was asked in this run yet."],
  ])("of %s is the only one, and says what is not there yet: %s", async (tab, words) => {
    view.python.facts({ status: "done" });
    await view.tab(tab);
    expect(view.all("[role=tabpanel]")).toHaveLength(1);
    expect(view.text("[role=tabpanel]")).toContain(words);
    expect(view.find("[role=tabpanel]").classList.contains(`agw-panel-${tab.toLowerCase()}`)).toBe(true);
  });

  it("gets the height of the one before, so that nothing below moves", async () => {
    await drawn();
    Object.defineProperty(view.find("[role=tabpanel]"), "offsetHeight", { value: 333 });
    await view.tab("Usage");
    expect(view.root.style.getPropertyValue("--agw-panel-height")).toBe("333px");
  });
});

describe("the view", () => {
  it("has a name, and the number of the last row", async () => {
    await drawn();
    expect(view.root.getAttribute("aria-label")).toBe("Agent run");
    expect(view.root.dataset.seq).toBe("0");
    view.python.entry({ id: "e1", kind: "user", text: "Hi" });
    view.python.append("e1", "text", "!");
    await drawn();
    expect(view.root.dataset.seq).toBe("2");
  });

  it("shows a replay's status and agent, and still the last row of the run", async () => {
    view.python.facts({ agent: "Desk" });
    view.python.facts({ status: "done", agent: "Refunds" });
    view.python.entry({ id: "e1", kind: "user", text: "Hi" });
    await drawn();
    await view.click("[data-action=replay]");
    for (const _ of [1, 2]) await view.key("ArrowLeft", view.find(".agw-scroller"));
    expect({ ...view.root.dataset }).toMatchObject({ status: "running", agent: "Desk", replaying: "true" });
    expect(view.root.dataset.seq).toBe(String(view.python.client.seq.value));
  });

  it("is one of several on a page, each with its own tab and its own replay", async () => {
    const other = new Mounted();
    for (const { python } of [view, other]) python.entry({ id: "e1", kind: "user", text: "Hi" });
    await drawn();
    await view.tab("Usage");
    await view.click("[data-action=replay]");
    expect(other.text("[role=tab][aria-selected=true]")).toBe("Transcript");
    expect(other.root.dataset.replaying).toBeUndefined();
  });
});
