import { beforeEach, expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

const fold = () => view.find("[data-id=e1] button");

it.each([
  ["is written", { state: "streaming", started: 0, ended: null } as const, "Thinking"],
  ["ended at a known time", { state: "done", started: 500, ended: 1700 } as const, "Thought for 1.2 s"],
  ["ended at an unknown time", { state: "done", started: 500, ended: null } as const, "Thoughts"],
  ["ended before it was watched", { state: "done", started: 0, ended: 0 } as const, "Thoughts"],
  ["was stopped", { state: "cancelled", started: 0, ended: 61_000 } as const, "Thought for 1:01 min"],
])("that %s is named", async (_, fields, title) => {
  view.python.entry({ id: "e1", kind: "reasoning", text: "Hm.", ...fields });
  await drawn();
  expect(view.text("[data-id=e1]")).toBe(title);
  expect(view.has("[data-id=e1] .agw-spin")).toBe(fields.state === "streaming");
});

it("opens while it is written, grows, and stays open when it has ended", async () => {
  view.python.entry({ id: "e1", kind: "reasoning", text: "Let me ", state: "streaming" });
  await drawn();
  expect(fold().getAttribute("aria-expanded")).toBe("false");
  await view.click("[data-id=e1] button");
  view.python.append("e1", "text", "see.");
  expect(view.text("[data-id=e1] .agw-text")).toBe("Let me see.");
  view.python.set("e1", { state: "done", ended: 2000 });
  await drawn();
  expect(fold().getAttribute("aria-expanded")).toBe("true");
  expect(view.text("[data-id=e1] .agw-text")).toBe("Let me see.");
  await view.click("[data-id=e1] button");
  expect(view.has("[data-id=e1] .agw-text")).toBe(false);
});
