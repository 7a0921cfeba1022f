import { expect, it } from "vitest";
import { put } from "../fake-python";
import { drawn, Mounted } from "../mounted";

it("speaks start, handoff, approval and the end, and nothing else", async () => {
  const view = new Mounted();
  const spoken: string[] = [];
  const listen = async () => {
    await drawn();
    const words = view.text("[role=status]");
    if (words && words !== spoken.at(-1)) spoken.push(words);
  };
  const { python } = view;
  await listen();
  python.row([put("lanes", { id: "a1", name: "A" }), { op: "set", at: ["agent"], value: "A" }]);
  python.entry({ id: "e1", kind: "user", text: "Hi" });
  await listen();
  python.entry({ id: "e2", kind: "message", agent: "A", state: "streaming" });
  python.append("e2", "text", "many words");
  await listen();
  python.entry({ id: "e3", kind: "handoff", source: "A", target: "B" });
  await listen();
  python.entry({ id: "e4", kind: "tool_call", tool: "pay", state: "awaiting_approval" });
  await listen();
  python.set("e4", { state: "done" });
  await listen();
  python.facts({ status: "done", ended: 100 });
  await listen();
  expect(spoken).toEqual([
    "A started.",
    "A handed over to B.",
    "pay needs your approval.",
    "The run is done.",
  ]);
});
