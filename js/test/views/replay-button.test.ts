import { beforeEach, expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

it("is there once something happened, and while the present is shown", async () => {
  await drawn();
  expect(view.has("[data-action=replay]")).toBe(false);
  view.python.entry({ id: "e1", kind: "user", text: "Hi" });
  await drawn();
  expect(view.find("[data-action=replay]").getAttribute("aria-label")).toBe("Replay");
  await view.click("[data-action=replay]");
  expect(view.has("[data-action=replay]")).toBe(false);
  expect(view.root.dataset.replaying).toBe("true");
  await view.click("[data-action=present]");
  expect(view.has("[data-action=replay]")).toBe(true);
  expect(view.root.dataset.replaying).toBeUndefined();
});

it("is there in every tab, and in a recorded run", async () => {
  const saved = new Mounted({ live: false });
  saved.python.entry({ id: "e1", kind: "user", text: "Hi" });
  for (const tab of ["Tools", "Timeline", "Events", "Usage", "Transcript"]) {
    await saved.tab(tab);
    expect(saved.has("[data-action=replay]")).toBe(true);
  }
});

it("has a key that leads there and back", async () => {
  view.python.entry({ id: "e1", kind: "user", text: "Hi" });
  await drawn();
  expect(await view.key("r")).toBe(true);
  expect(view.has("[data-action=present]")).toBe(true);
  expect(await view.key("r")).toBe(true);
  expect(view.has("[data-action=present]")).toBe(false);
});
