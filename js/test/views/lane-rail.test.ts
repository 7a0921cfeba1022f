import { beforeEach, expect, it } from "vitest";
import { put } from "../fake-python";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(async () => {
  view = new Mounted();
  view.python.row([
    put("lanes", { id: "a1", name: "Desk" }),
    put("lanes", { id: "a2", name: "Refunds" }),
    put("lanes", { id: "a3", name: "Desk" }),
    put("lanes", { id: "a4", name: "Search", parent: "e9" }),
    { op: "set", at: ["agent"], value: "Refunds" },
  ]);
  view.python.entry({ id: "e1", kind: "user", text: "Help" });
  view.python.entry({ id: "e2", kind: "message", agent: "Desk", text: "Sure." });
  view.python.entry({ id: "e3", kind: "message", agent: "Refunds", text: "Done." });
  await drawn();
});

const button = (name: string) => view.find(`[data-lane=${name}] button`);
const ids = () => view.all("[data-kind]").map(({ dataset }) => dataset.id);

it("has a lane for each agent, in order of appearance, each with a colour of its own", () => {
  expect(view.texts(".agw-lane-name")).toEqual(["Desk", "Refunds", "Search"]);
  const colours = view.all("[data-lane]").map(({ classList }) => classList[1]);
  expect(new Set(colours).size).toBe(3);
});

it("marks who has the word, and who works inside a tool", async () => {
  const marked = (name: string) =>
    view
      .all("[data-lane]")
      .filter((lane) => lane.hasAttribute(name))
      .map(({ dataset }) => dataset.lane);
  expect(marked("data-active")).toEqual(["Refunds"]);
  expect(button("Refunds").getAttribute("aria-current")).toBe("true");
  expect(marked("data-nested")).toEqual(["Search"]);
  view.python.facts({ agent: "Desk" });
  await drawn();
  expect(marked("data-active")).toEqual(["Desk"]);
});

it("sums up the time and tokens of an agent's model calls", async () => {
  expect(view.text("[data-lane=Desk] .agw-lane-figures")).toBe("");
  const call = { input_tokens: 1000, output_tokens: 20 };
  view.python.row([
    put("calls", { id: "m1", agent: "Desk", started: 0, ended: 1500, ...call }),
    put("calls", { id: "m2", agent: "Desk", started: 2000, ended: 2500, ...call }),
    put("calls", { id: "m3", agent: "Refunds", started: 3000, ended: null }),
    put("calls", { id: "m4", agent: "Search", started: 3000, ended: null, input_tokens: 7 }),
  ]);
  await drawn();
  expect(view.texts(".agw-lane-figures")).toEqual(["2.0 s · 2,040 tok", "", "7 tok"]);
});

it("shows what one agent says alone, when chosen, and all again", async () => {
  await view.click("[data-lane=Refunds] button");
  expect(ids()).toEqual(["e3"]);
  expect([button("Refunds"), button("Desk")].map((lane) => lane.getAttribute("aria-pressed"))).toEqual([
    "true",
    "false",
  ]);
  await view.click("[data-lane=Desk] button");
  expect(ids()).toEqual(["e2"]);
  await view.click("[data-lane=Desk] button");
  expect(ids()).toEqual(["e1", "e2", "e3"]);
});

it("has a way back from one agent to all", async () => {
  expect(view.texts("button")).not.toContain("Show all agents");
  await view.click("[data-lane=Desk] button");
  await view.press("Show all agents");
  expect(ids()).toEqual(["e1", "e2", "e3"]);
  expect(view.texts("button")).not.toContain("Show all agents");
});
