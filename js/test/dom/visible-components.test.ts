import { expect, it } from "vitest";
import { put } from "../fake-python";
import { drawn, Mounted } from "../mounted";

it("shows what would hide or reorder text, in names and results too", async () => {
  const view = new Mounted();
  const name = "\u202egnp.exe\x1b";
  view.python.row([put("lanes", { id: "a1", name }), { op: "set", at: ["agent"], value: name }]);
  view.python.entry({ id: "e1", kind: "tool_call", tool: name, agent: name, state: "done", output: name });
  await drawn();
  view.find(".agw-row-button").click();
  await drawn();
  expect(view.find(".agw-lane-name").textContent).toBe("[U+202E]gnp.exe");
  expect(view.find(".agw-lane-button").title).toContain("[U+202E]gnp.exe");
  expect(view.find(".agw-tool-name").textContent).toBe("[U+202E]gnp.exe");
  expect(view.find(".agw-row-button").getAttribute("aria-label")).toContain("[U+202E]");
  expect(view.find(".agw-call-detail").textContent).not.toMatch(/[\u202e\x1b]/);
  expect(view.root.dataset["agent"]).toBe(name);
});
