import { expect, it } from "vitest";
import { followLayout } from "../../src/host/layout";
import type { Model } from "../../src/index";

/** A model whose layouts are names, and a page's manager that draws them into the text of their parent. */
function page() {
  const listeners = new Map<string, () => void>();
  const log: string[] = [];
  let layout: string | null = null;
  const model: Model = {
    get: () => layout,
    send() {},
    on: (event, callback) => listeners.set(event, callback as () => void),
    off: (event) => listeners.delete(event),
    widget_manager: {
      async create_view(name: string, { parent }: { parent: { el: HTMLElement } }) {
        if (name === "broken") throw new Error("not this one");
        parent.el.textContent = name;
        return {
          unlayout: () => (parent.el.textContent = ""),
          remove: () => log.push(`removed ${name}`),
        };
      },
    },
  };
  const el = document.createElement("div");
  const set = async (name: string | null) => {
    layout = name;
    listeners.get("change:layout")?.();
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { model, el, log, set, listeners };
}

it("draws the layouts that a model is given, one after the other", async () => {
  const { model, el, log, set } = page();
  followLayout(model, el);
  expect(el.textContent).toBe("");
  await set("wide");
  expect([el.textContent, ...log]).toEqual(["wide"]);
  await set("narrow");
  expect([el.textContent, ...log]).toEqual(["narrow", "removed wide"]);
  await set(null);
  expect([el.textContent, ...log]).toEqual(["", "removed wide", "removed narrow"]);
});

it("draws the last of layouts that come at once", async () => {
  const { model, el, log, set } = page();
  followLayout(model, el);
  await Promise.all([set("wide"), set("narrow")]);
  expect([el.textContent, log.length]).toEqual(["narrow", 1]);
});

it("follows no more once the view is gone", async () => {
  const { model, el, log, set, listeners } = page();
  const stop = followLayout(model, el);
  await set("wide");
  stop();
  await set("narrow");
  expect([el.textContent, ...log]).toEqual(["wide", "removed wide"]);
  expect(listeners.size).toBe(0);
});

it("goes on after a layout that cannot be drawn", async () => {
  const { model, el, set } = page();
  followLayout(model, el);
  await set("broken");
  await set("wide");
  expect(el.textContent).toBe("wide");
});
