import { beforeEach, describe, expect, it, vi } from "vitest";
import { tabNamed, TABS } from "../../src/tabs/tabs";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

describe("the list of tabs", () => {
  it("is what the view shows, in order, with the first selected", async () => {
    const titles = view.all("[role=tab]").map((tab) => tab.textContent);
    expect(titles).toEqual(TABS.map(({ title }) => title()));
    expect(view.text("[aria-selected=true]")).toBe(TABS[0].title());
  });

  it("has a key, a name and a title of its own for each", () => {
    for (const of of [TABS.map((tab) => tab.id), TABS.map((tab) => tab.key), TABS.map((tab) => tab.title())])
      expect(new Set<string>(of).size).toBe(TABS.length);
  });

  it.each(TABS.map(({ id, title }) => [id, title()] as const))("finds %s by its name", async (id, title) => {
    expect(tabNamed(id).title()).toBe(title);
    await view.tab(title);
    const panel = view.find("[role=tabpanel]");
    expect(panel.classList.contains(`agw-panel-${id}`)).toBe(true);
    expect(view.find(`#${panel.getAttribute("aria-labelledby")}`).textContent).toBe(title);
  });
});

it("goes back to any instant, in every tab, and returns to the present", async () => {
  view.python.facts({ abilities: ["stop", "say"] });
  view.python.entry({ id: "e1", kind: "message", state: "streaming" });
  view.python.append("e1", "text", "one ");
  view.python.append("e1", "text", "two");
  view.python.entry({ id: "e2", kind: "tool_call", tool: "add" });
  await drawn();
  await view.click("[data-action=replay]");
  const slider = view.find<HTMLInputElement>("input[type=range]");
  const seek = async (position: number) => {
    slider.value = String(position);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
  };
  await seek(3);
  expect(view.text("[data-id=e1]")).toBe("one");
  expect(view.has("[data-tool=add]")).toBe(false);
  expect(view.has("[data-action=stop]")).toBe(false);
  await view.key("ArrowRight", view.find(".agw-scroller"));
  expect(view.text("[data-id=e1]")).toBe("one two");
  await seek(2);
  expect(view.text("[data-id=e1]")).toBe("");
  await view.tab("Tools");
  expect(view.text("[role=tabpanel]")).toBe("No tool was called in this run.");
  await view.click("[data-action=present]");
  expect(view.has("[data-tool=add]")).toBe(true);
});

it("goes where Python sends it, again when the reader moved on, and back to the present", async () => {
  const { client } = view.python;
  view.python.entry({ id: "e1", kind: "user", text: "Hi" }, 0);
  view.python.entry({ id: "e2", kind: "message", text: "Hello" }, 1000);
  view.python.entry({ id: "e3", kind: "message", text: "Bye" }, 2000);
  const shows = (...ids: string[]) =>
    vi.waitFor(() => expect(view.all("[data-kind]").map(({ dataset }) => dataset.id)).toEqual(ids));
  client.instant.value = { t: 1500 };
  await shows("e1", "e2");
  expect(view.root.dataset.replaying).toBe("true");
  await view.key("ArrowRight", view.find(".agw-scroller"));
  await shows("e1", "e2", "e3");
  client.instant.value = { t: 1500 };
  await shows("e1", "e2");
  const later = new Mounted();
  later.python.entry({ id: "e1", kind: "user", text: "Hi" }, 0);
  later.python.client.instant.value = { t: 0 };
  await vi.waitFor(() => expect(later.root.dataset.replaying).toBe("true"));
  client.instant.value = { t: null };
  await vi.waitFor(() => expect(view.root.dataset.replaying).toBeUndefined());
  view.find("[data-action=replay]").click();
  await vi.waitFor(() => expect(view.root.dataset.replaying).toBe("true"));
  await shows("e1", "e2", "e3");
});
