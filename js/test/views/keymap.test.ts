import { beforeEach, expect, it } from "vitest";
import { TABS } from "../../src/tabs/tabs";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(async () => {
  view = new Mounted();
  view.python.facts({ abilities: ["say", "pause", "step", "resume", "approve"] });
  view.python.entry({ id: "e1", kind: "tool_call", tool: "pay", state: "awaiting_approval" });
  await drawn();
});

const isOpen = () => view.has("[role=dialog]");

it("lists each key with its meaning, and no key twice", async () => {
  await view.key("?");
  const keys = view.texts("[role=dialog] kbd");
  const meanings = view.texts("[role=dialog] dd");
  expect(meanings).toHaveLength(keys.length);
  expect(meanings.every(Boolean)).toBe(true);
  expect(new Set(keys).size).toBe(keys.length);
  expect(meanings[keys.indexOf("1 … 5")]).toBe("Transcript, Tools, Timeline, Events, Usage");
});

it("lists only keys that the view takes", async () => {
  await view.key("?");
  const single = view.texts("[role=dialog] kbd").filter((key) => key.length === 1 && key !== "?");
  await view.key("?");
  expect(single.length).toBeGreaterThan(3);
  for (const key of single) expect(await view.key(key), key).toBe(true);
});

it.each(TABS.map(({ key, title }) => [key, title()]))("the key %s selects %s", async (key, title) => {
  expect(await view.key(key)).toBe(true);
  expect(view.text("[role=tab][aria-selected=true]")).toContain(title);
});

it("opens with the focus on its button, which closes it", async () => {
  await view.key("?");
  expect(document.activeElement).toBe(view.button("Close"));
  await view.press("Close");
  expect(isOpen()).toBe(false);
});

it.each(["?", "Escape"])("closes with %s", async (key) => {
  await view.key("?");
  expect(await view.key(key, document.activeElement as HTMLElement)).toBe(true);
  expect(isOpen()).toBe(false);
});

it("leaves Escape to the page while it is closed", async () => {
  expect(await view.key("Escape")).toBe(false);
});
