import { beforeEach, expect, it } from "vitest";
import type { Schema } from "../../src/transcript/schema";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

const ALL = ["stop", "stop_after_turn", "pause", "approve", "edit_arguments", "say"];
const SCHEMA: Schema = {
  type: "object",
  required: ["order", "amount"],
  properties: {
    order: { type: "string", pattern: "^[A-Z]-\\d+$" },
    amount: { type: "number", maximum: 100 },
    note: { anyOf: [{ type: "string" }, { type: "null" }] },
  },
};

async function awaiting(): Promise<void> {
  view.python.facts({ abilities: ALL, status: "waiting", detail: "Approval needed: refund." });
  const given = { arguments: '{"order": "A-7", "amount": 42}', schema: SCHEMA };
  view.python.entry({
    id: "e1",
    kind: "tool_call",
    tool: "refund",
    call_id: "c1",
    state: "awaiting_approval",
    ...given,
  });
  await drawn();
}

const last = () => {
  const { command: _, ...sent } = view.python.sent.at(-1)!;
  return sent;
};

it("asks to stop, says so, and lets the run confirm it", async () => {
  view.python.facts({ abilities: ALL, status: "running" });
  await drawn();
  await view.click("[data-action=stop]");
  expect(last()).toEqual({ type: "stop" });
  expect(view.text(".agw-control-status")).toBe("Asked to stop…");
  view.python.reply(true);
  view.python.facts({ status: "cancelled", ended: 100 });
  await drawn();
  expect(view.has("[data-action=stop]")).toBe(false);
  expect(view.text(".agw-status-word")).toBe("Stopped");
});

it("takes a step of a run that is held, keeps the button meanwhile, and says why it cannot", async () => {
  view.python.facts({ abilities: [...ALL, "step"], status: "running" });
  await drawn();
  expect(view.has("[data-action=step]")).toBe(false);
  view.python.facts({ abilities: ["stop", "step", "resume"], status: "waiting" });
  await drawn();
  const button = view.find("[data-action=step]");
  await view.click("[data-action=step]");
  expect(last()).toEqual({ type: "step" });
  view.python.facts({ status: "running", detail: "Taking one step." });
  await drawn();
  expect(view.find("[data-action=step]")).toBe(button);
  await view.click("[data-action=step]");
  view.python.reply(false, "The run waits for your decision, approve or deny: c1.");
  await drawn();
  expect(view.text(".agw-control-status")).toBe("The run waits for your decision, approve or deny: c1.");
});

it("steps with the key s only where there is a step to take", async () => {
  view.python.facts({ abilities: ["stop", "resume"], status: "waiting" });
  await drawn();
  await view.key("s");
  view.python.facts({ abilities: ["stop", "step", "resume"], status: "waiting" });
  await drawn();
  await view.key("s");
  expect(view.python.commands("step")).toHaveLength(1);
});

it("tells why Python refused", async () => {
  view.python.facts({ abilities: ALL, status: "running" });
  await drawn();
  await view.click("[data-action=stop]");
  view.python.reply(false, "The run has ended.");
  await drawn();
  expect(view.text(".agw-control-status")).toBe("The run has ended.");
});

it("stops after the turn, and pauses, from the menu", async () => {
  view.python.facts({ abilities: ALL, status: "running" });
  await drawn();
  await view.click("[data-action=stop-menu]");
  await view.click("[data-action=stop-after-turn]");
  expect(last()).toEqual({ type: "stop", after_turn: true });
  await view.click("[data-action=stop-menu]");
  await view.click("[data-action=pause]");
  expect(last()).toEqual({ type: "pause" });
  view.python.facts({ status: "waiting", detail: "Paused.", abilities: ["stop", "resume"] });
  await drawn();
  expect(view.text(".agw-status-word")).toBe("Paused");
  await view.click("[data-action=resume]");
  expect(last()).toEqual({ type: "resume" });
});

it("offers only what the run can do", async () => {
  view.python.facts({ abilities: ["stop"], status: "running" });
  await drawn();
  expect(view.has("[data-action=stop]")).toBe(true);
  expect(view.has("[data-action=stop-menu]")).toBe(false);
  expect(view.has("textarea")).toBe(false);
});

it("approves", async () => {
  await awaiting();
  await view.click("[data-action=approve]");
  expect(last()).toEqual({ type: "approve", call_id: "c1" });
  view.python.facts({ status: "running" });
  view.python.set("e1", { state: "running" });
  await drawn();
  expect(view.has(".agw-approval")).toBe(false);
});

it("approves always", async () => {
  await awaiting();
  await view.click("[data-action=approve-always]");
  expect(last()).toEqual({ type: "approve", call_id: "c1", always: true });
});

it("denies, with or without a message", async () => {
  await awaiting();
  await view.click("[data-action=deny]");
  expect(last()).toEqual({ type: "deny", call_id: "c1" });
  await view.type(".agw-join input", "Too much.");
  await view.click("[data-action=deny]");
  expect(last()).toEqual({ type: "deny", call_id: "c1", message: "Too much." });
});

it("edits the arguments in a form that says what is wrong beside the field", async () => {
  await awaiting();
  await view.click("[data-action=edit]");
  await view.type("[data-argument=amount]", "500");
  await view.type("[data-argument=order]", "seven");
  await view.click("[data-action=approve-edited]");
  expect(view.all(".agw-problem").map((problem) => problem.textContent)).toEqual([
    "Expected text that matches ^[A-Z]-\\d+$",
    "Expected at most 100.",
  ]);
  expect(view.find("[data-argument=amount]").getAttribute("aria-describedby")).toBe(
    view.all(".agw-problem")[1]!.id,
  );
  expect(view.python.commands("approve")).toEqual([]);
  await view.type("[data-argument=amount]", "12.5");
  await view.type("[data-argument=order]", "B-2");
  await view.click("[data-action=approve-edited]");
  const edited = last() as { arguments: string };
  expect(JSON.parse(edited.arguments)).toEqual({ order: "B-2", amount: 12.5 });
});

it("keeps the focus at the call when what had it goes away", async () => {
  await awaiting();
  view.find("[data-action=edit]").focus();
  await view.click("[data-action=edit]");
  expect(document.activeElement).toBe(view.find("[data-argument=order]"));
  await view.click(".agw-form .agw-button:not(.agw-primary)");
  expect(document.activeElement).toBe(view.find("[data-action=edit]"));
  view.python.set("e1", { state: "running" });
  await drawn();
  expect(document.activeElement).toBe(view.find("[data-tool=refund] button"));
});

it("edits raw JSON where there is no schema", async () => {
  await awaiting();
  view.python.set("e1", { schema: null });
  await drawn();
  await view.click("[data-action=edit]");
  await view.type(".agw-raw-json", "[1]");
  await view.click("[data-action=approve-edited]");
  expect(view.text(".agw-problem")).toContain("JSON object");
  await view.type(".agw-raw-json", '{"x": 1}');
  await view.click("[data-action=approve-edited]");
  expect(last()).toEqual({ type: "approve", call_id: "c1", arguments: '{"x": 1}' });
});

it("sends with Enter, breaks with Shift+Enter, also while the run works", async () => {
  view.python.facts({ abilities: ALL, status: "done" });
  await drawn();
  const box = view.find("textarea");
  await view.type("textarea", "  And now? ");
  box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", shiftKey: true, bubbles: true }));
  expect(view.python.commands("say")).toEqual([]);
  await view.key("Enter", box);
  expect(last()).toEqual({ type: "say", text: "And now?" });
  expect(view.find<HTMLTextAreaElement>("textarea").value).toBe("");
  view.python.facts({ status: "running" });
  await drawn();
  expect(view.texts(".agw-button").filter((text) => text === "Stop")).toEqual(["Stop"]);
  expect(view.text("[data-action=send]")).toBe("Send");
});

it("says what becomes of a message that the run at work cannot be told", async () => {
  view.python.facts({ abilities: ["stop", "follow_up"], status: "running" });
  await drawn();
  const box = view.find<HTMLTextAreaElement>("textarea");
  expect(box.placeholder).toBe("Ask a follow-up, for when this run has ended…");
  await view.type("textarea", "And then?");
  await view.click("[data-action=send]");
  expect(last()).toEqual({ type: "say", text: "And then?" });
});

it("gives a refused message back", async () => {
  view.python.facts({ abilities: ALL, status: "done" });
  await drawn();
  await view.type("textarea", "Hello?");
  await view.click("[data-action=send]");
  view.python.reply(false, "The run has ended.");
  await drawn();
  expect(view.find<HTMLTextAreaElement>("textarea").value).toBe("Hello?");
  expect(view.text(".agw-composer [role=alert]")).toBe("The run has ended.");
});

it("edits an earlier message, and tries again", async () => {
  view.python.facts({ abilities: ["say", "edit", "retry"], status: "done" });
  view.python.entry({ id: "e1", kind: "user", text: "Hi" });
  await drawn();
  await view.click("[data-action=retry]");
  expect(last()).toEqual({ type: "retry" });
  await view.click("[data-action=edit-message]");
  await view.type("[data-id=e1] textarea", "Hi there");
  await view.click("[data-action=edit-send]");
  expect(last()).toEqual({ type: "edit", id: "e1", text: "Hi there" });
});

it("offers no resuming where only more budget helps, and no form where arguments stay as they are", async () => {
  view.python.facts({ budget: { tokens: 10 }, status: "waiting", abilities: ["stop"] });
  await drawn();
  expect(view.has("[data-action=resume]")).toBe(false);
  await awaiting();
  view.python.facts({ abilities: ["stop", "approve"] });
  await drawn();
  expect(view.has("[data-action=approve]")).toBe(true);
  expect(view.has("[data-action=edit]")).toBe(false);
});

it("says of a held call that it waits", async () => {
  view.python.entry({ id: "e1", kind: "tool_call", tool: "look", state: "waiting" });
  await drawn();
  expect(view.text("[data-state=waiting] .agw-col-result")).toBe("waiting");
});

it("asks for more budget when it is spent", async () => {
  view.python.facts({ budget: { usd: 0.1 }, cost: 0.1003, status: "waiting", abilities: ALL });
  await drawn();
  await view.click("[data-action=allow-more]");
  expect(last()).toEqual({ type: "budget", add_usd: 0.1003 });
});

it("has no commands where no kernel answers", async () => {
  const saved = new Mounted({ live: false });
  saved.python.client.loadSnapshot({ seq: 3, t: 900, transcript: { status: "running", abilities: ALL } });
  await drawn();
  expect(saved.has("[data-action=stop]")).toBe(false);
  expect(saved.has("textarea")).toBe(false);
  expect(saved.text(".agw-header")).toContain("Recorded");
});
