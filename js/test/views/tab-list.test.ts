import { beforeEach, expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(async () => {
  view = new Mounted();
  await drawn();
});

const selected = () => view.text("[role=tab][aria-selected=true]");
const tabs = () => view.all("[role=tab]");

it("is one stop of the Tab key: the selected tab", async () => {
  await view.tab("Events");
  expect(tabs().map(({ tabIndex }) => tabIndex)).toEqual([-1, -1, -1, 0, -1]);
});

it.each([
  ["ArrowRight", ["Tools", "Timeline", "Events", "Usage", "Transcript"]],
  ["ArrowLeft", ["Usage", "Events", "Timeline", "Tools", "Transcript"]],
  ["End", ["Usage", "Usage"]],
  ["Home", ["Transcript"]],
])("moves with %s, the focus with it: %j", async (key, expected) => {
  tabs()[0]!.focus();
  const visited: string[] = [];
  for (const _ of expected) {
    expect(await view.key(key, document.activeElement as HTMLElement)).toBe(true);
    visited.push(selected());
    expect(document.activeElement!.textContent).toBe(selected());
  }
  expect(visited).toEqual(expected);
});

it("ties the selected tab to its panel, and no other", async () => {
  await view.tab("Usage");
  const panel = view.find("[role=tabpanel]");
  expect(panel.getAttribute("aria-labelledby")).toBe(tabs()[4]!.id);
  expect(tabs().map((tab) => tab.getAttribute("aria-controls"))).toEqual([null, null, null, null, panel.id]);
});

it("counts the tool calls, also those inside of others", async () => {
  expect(view.text(".agw-count")).toBe("");
  view.python.entry({ id: "e1", kind: "tool_call", tool: "ask" });
  view.python.entry({ id: "e2", kind: "message", text: "Hm." });
  view.python.entry({ id: "e3", kind: "tool_call", tool: "look", parent: "e1" });
  await drawn();
  expect(view.text(".agw-count")).toBe("2");
});

it("has ids of its own in each view of a page", async () => {
  const other = new Mounted();
  await drawn();
  const ids = [...view.all("[id]"), ...other.all("[id]")].map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(10);
  expect(new Set(ids).size).toBe(ids.length);
});
