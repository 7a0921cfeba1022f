import { beforeEach, expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(async () => {
  view = new Mounted();
  view.python.facts({ status: "running", abilities: ["stop", "pause", "stop_after_turn"] });
  await drawn();
});

const opener = () => view.find("[data-action=stop-menu]");
const isOpen = () => view.has("[role=menu]");
const focused = () => (document.activeElement as HTMLElement).dataset.action;
const key = (name: string) => view.key(name, document.activeElement as HTMLElement);

it("says whether it is open, and puts the focus on its first item", async () => {
  expect(opener().getAttribute("aria-expanded")).toBe("false");
  await view.click("[data-action=stop-menu]");
  expect(opener().getAttribute("aria-expanded")).toBe("true");
  expect(focused()).toBe("stop-after-turn");
  expect(view.text("[role=menuitem] small")).toBe("The model's answer and its tools still finish");
});

it("moves with the arrows, around the ends", async () => {
  await view.click("[data-action=stop-menu]");
  const visited: (string | undefined)[] = [];
  for (const name of ["ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"]) {
    expect(await key(name)).toBe(true);
    visited.push(focused());
  }
  expect(visited).toEqual(["pause", "stop-after-turn", "pause", "stop-after-turn"]);
});

it("closes with Escape, without a command, and gives the focus back", async () => {
  await view.click("[data-action=stop-menu]");
  const before = view.python.sent.length;
  await key("Escape");
  expect(isOpen()).toBe(false);
  expect(document.activeElement).toBe(opener());
  expect(view.python.sent.length).toBe(before);
});

it("closes with a choice, and gives the focus back", async () => {
  await view.click("[data-action=stop-menu]");
  await view.click("[data-action=pause]");
  expect(isOpen()).toBe(false);
  expect(document.activeElement).toBe(opener());
});

it("closes with a press outside of it, and not with one inside", async () => {
  await view.click("[data-action=stop-menu]");
  const press = async (target: HTMLElement) => {
    target.dispatchEvent(new Event("pointerdown", { bubbles: true, composed: true }));
    await drawn();
  };
  await press(view.find("[role=menuitem]"));
  expect(isOpen()).toBe(true);
  await press(document.body);
  expect(isOpen()).toBe(false);
});

it("closes with a second click on its button", async () => {
  await view.click("[data-action=stop-menu]");
  await view.click("[data-action=stop-menu]");
  expect(isOpen()).toBe(false);
});

it("leaves other keys to the view", async () => {
  await view.click("[data-action=stop-menu]");
  await key("3");
  expect(view.text("[role=tab][aria-selected=true]")).toBe("Timeline");
});

it("does not open again by itself when the run waited meanwhile", async () => {
  await view.click("[data-action=stop-menu]");
  view.python.facts({ status: "waiting" });
  await drawn();
  expect(isOpen()).toBe(false);
  view.python.facts({ status: "running" });
  await drawn();
  expect(isOpen()).toBe(false);
  expect(opener().getAttribute("aria-expanded")).toBe("false");
});
