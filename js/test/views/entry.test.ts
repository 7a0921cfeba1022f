import { expect, it } from "vitest";
import type { EntryKind } from "../../src/transcript/schema";
import { drawn, Mounted } from "../mounted";

it("shows an entry of a kind that it does not know as a notice", async () => {
  const view = new Mounted();
  view.python.entry({ id: "e1", kind: "message", agent: "A", text: "First." });
  view.python.entry({ id: "e2", kind: "forecast" as never, agent: "A", text: "Rain, later sun." });
  await drawn();
  expect(view.text("[data-kind=forecast]")).toBe("Rain, later sun.");
  expect(view.all(".agw-speaker").map((speaker) => speaker.textContent)).toEqual(["A"]);
});

/** What each kind is drawn as: a kind that is not listed here does not compile. */
const DRAWN_AS: Record<EntryKind, string> = {
  user: ".agw-text",
  message: ".agw-text",
  reasoning: ".agw-reasoning-fold",
  tool_call: "tr[data-tool]",
  handoff: ".agw-handoff-line",
  guardrail: ".agw-callout",
  error: ".agw-callout[data-tone=bad]",
  notice: ".agw-aside",
};

it.each(Object.entries(DRAWN_AS) as [EntryKind, string][])("draws a %s", async (kind, selector) => {
  const view = new Mounted();
  view.python.entry({ id: "e1", kind, agent: "A", text: "Some text.", tool: "look", state: "failed" });
  await drawn();
  const entry = view.find("[data-id=e1]");
  expect(entry.matches(selector) || entry.querySelector(selector) !== null).toBe(true);
  expect({ ...entry.dataset }).toMatchObject({ kind, agent: "A", state: "failed" });
});
