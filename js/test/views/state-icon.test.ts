import { expect, it } from "vitest";
import type { EntryState } from "../../src/transcript/schema";
import * as strings from "../../src/views/strings";
import { drawn, Mounted } from "../mounted";

const STATES = Object.keys(strings.toolState) as EntryState[];

/** How each state is drawn: the line of its icon, and whether that turns. */
async function drawings(): Promise<Map<EntryState, { line: string; turns: boolean }>> {
  const view = new Mounted();
  const found = new Map<EntryState, { line: string; turns: boolean }>();
  for (const state of STATES) {
    view.python.entry({ id: "e1", kind: "tool_call", tool: "add", state });
    await drawn();
    const line = view.find("tr[data-id=e1] .agw-state path").getAttribute("d")!;
    found.set(state, { line, turns: view.has("tr[data-id=e1] .agw-state .agw-spin") });
  }
  return found;
}

it.each(STATES)("says in words that a call is %s", async (state) => {
  const view = new Mounted();
  view.python.entry({ id: "e1", kind: "tool_call", tool: "add", state });
  await drawn();
  const icon = view.find("tr[data-id=e1] .agw-state");
  expect(icon.dataset.tone).toBe(state);
  expect([icon.title, icon.textContent]).toEqual([strings.toolState[state], strings.toolState[state]]);
  expect(icon.querySelector("svg")!.getAttribute("aria-hidden")).toBe("true");
});

it("turns only while a call runs", async () => {
  const turning = [...(await drawings())].filter(([, { turns }]) => turns).map(([state]) => state);
  expect(turning).toEqual(["running"]);
});

it("draws each state differently, but failed and denied alike, and not run as cancelled", async () => {
  const drawnAs = await drawings();
  expect(drawnAs.get("failed")).toEqual(drawnAs.get("denied"));
  expect(drawnAs.get("not_run")).toEqual(drawnAs.get("cancelled"));
  drawnAs.delete("denied");
  drawnAs.delete("not_run");
  const lines = [...drawnAs.values()].map(({ line }) => line);
  expect(lines.every(Boolean)).toBe(true);
  expect(new Set(lines).size).toBe(lines.length);
});
