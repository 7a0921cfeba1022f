import { beforeEach, expect, it } from "vitest";
import { put } from "../fake-python";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

const speakers = () => view.texts(".agw-speaker");

it("names the reader as You, and an agent without a name as Agent", async () => {
  view.python.entry({ id: "e1", kind: "user", text: "Hi" });
  view.python.entry({ id: "e2", kind: "message", text: "Hello" });
  view.python.entry({ id: "e3", kind: "user", text: "And now?" });
  view.python.entry({ id: "e4", kind: "message", agent: "Desk", text: "Wait." });
  await drawn();
  expect(speakers()).toEqual(["You", "Agent", "You", "Desk"]);
});

it("names a speaker once for what they say, think and call", async () => {
  view.python.entry({ id: "e1", kind: "reasoning", agent: "Desk", text: "Hm." });
  view.python.entry({ id: "e2", kind: "tool_call", agent: "Desk", tool: "look" });
  view.python.entry({ id: "e3", kind: "notice", agent: "Desk", text: "Retried." });
  view.python.entry({ id: "e4", kind: "message", agent: "Desk", text: "Found." });
  await drawn();
  expect(speakers()).toEqual(["Desk"]);
  expect(view.all(".agw-block")).toHaveLength(4);
});

it("has the colour of the agent's lane", async () => {
  view.python.row([put("lanes", { id: "a1", name: "Desk" }), put("lanes", { id: "a2", name: "Refunds" })]);
  view.python.entry({ id: "e1", kind: "user", text: "Hi" });
  view.python.entry({ id: "e2", kind: "message", agent: "Refunds", text: "Hello" });
  await drawn();
  const colours = view.all(".agw-block").map(({ classList }) => classList[1]);
  expect(colours).toEqual(["agw-lane-none", view.find("[data-lane=Refunds]").classList[1]]);
});

it("keeps the elements of a block while others come", async () => {
  view.python.entry({ id: "e1", kind: "message", agent: "Desk", text: "One." });
  await drawn();
  const element = view.find("[data-id=e1]");
  view.python.entry({ id: "e2", kind: "tool_call", agent: "Desk", tool: "look" });
  view.python.entry({ id: "e3", kind: "message", agent: "Refunds", text: "Two." });
  await drawn();
  expect(view.find("[data-id=e1]")).toBe(element);
});

it("shows what an agent inside a tool says, whichever agent is chosen outside", async () => {
  view.python.row([put("lanes", { id: "a1", name: "Desk" }), put("lanes", { id: "a2", name: "Search" })]);
  view.python.entry({ id: "e1", kind: "tool_call", agent: "Desk", tool: "ask", state: "running" });
  view.python.entry({ id: "e2", kind: "message", agent: "Search", text: "Looking.", parent: "e1" });
  await drawn();
  await view.click("[data-lane=Desk] button");
  expect(view.text(".agw-nested [data-id=e2]")).toBe("Looking.");
});
