import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Facts, RunStatus } from "../../src/transcript/schema";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

async function shown(facts: Partial<Facts>): Promise<void> {
  view.python.facts(facts);
  await drawn();
}

const status = () => view.text(".agw-control-status");

describe("what is offered", () => {
  it.each<[RunStatus, string[], string[]]>([
    ["running", [], []],
    ["running", ["stop"], ["stop"]],
    ["running", ["stop", "pause"], ["stop", "stop-menu"]],
    ["running", ["stop", "stop_after_turn"], ["stop", "stop-menu"]],
    ["waiting", ["stop", "resume"], ["resume", "stop"]],
    ["waiting", ["resume"], ["resume"]],
    ["done", ["stop", "pause", "resume"], []],
    ["failed", ["stop"], []],
    ["cancelled", ["stop"], []],
  ])("by a run that is %s and can %j: %j", async (status, abilities, actions) => {
    await shown({ status, abilities });
    expect(
      view.all(".agw-header [data-action]:not([data-action=fill])").map(({ dataset }) => dataset.action),
    ).toEqual(actions);
  });

  it.each([
    [["stop", "pause"], ["pause"]],
    [["stop", "stop_after_turn"], ["stop-after-turn"]],
    [
      ["stop", "pause", "stop_after_turn"],
      ["stop-after-turn", "pause"],
    ],
  ])("in the menu with %j: %j", async (abilities, actions) => {
    await shown({ status: "running", abilities });
    await view.click("[data-action=stop-menu]");
    expect(view.all("[role=menuitem]").map(({ dataset }) => dataset.action)).toEqual(actions);
  });

  it("holds no menu for a run that waits already", async () => {
    await shown({ status: "waiting", abilities: ["stop", "pause"] });
    expect(view.find<HTMLButtonElement>("[data-action=stop-menu]").disabled).toBe(true);
  });

  it("is nothing while an earlier instant is shown", async () => {
    view.python.entry({ id: "e1", kind: "message", text: "one" });
    await shown({ status: "running", abilities: ["stop"] });
    await view.click("[data-action=replay]");
    expect(view.has("[data-action=stop]")).toBe(false);
    await view.click("[data-action=present]");
    expect(view.has("[data-action=stop]")).toBe(true);
  });
});

describe("what was asked", () => {
  const abilities = ["stop", "stop_after_turn", "pause", "resume"];
  beforeEach(() => shown({ status: "running", abilities }));

  it.each([
    ["stop", "Asked to stop…"],
    ["stop-after-turn", "Stopping after this turn…"],
    ["pause", "Pausing before the next tool…"],
    ["resume", "Resuming…"],
  ])("%s is said until the run confirms it", async (action, words) => {
    if (!view.has(`[data-action=${action}]`)) await view.click("[data-action=stop-menu]");
    await view.click(`[data-action=${action}]`);
    expect(status()).toBe(words);
    view.python.reply(true);
    await drawn();
    expect(status()).toBe(words);
    await shown({ status: "waiting" });
    expect(view.has(".agw-control-status")).toBe(false);
  });

  it("is still said when the run tells something else, such as what it used", async () => {
    await view.click("[data-action=stop-menu]");
    await view.click("[data-action=stop-after-turn]");
    view.python.reply(true);
    await shown({ usage: { input_tokens: 5 }, cost: 0.1 });
    expect(status()).toBe("Stopping after this turn…");
  });

  it("was not answered: says so after a while, and what was asked again once it is", async () => {
    await view.click("[data-action=stop]");
    await vi.advanceTimersByTimeAsync(4000);
    expect(status()).toBe("Asked to stop…");
    await vi.advanceTimersByTimeAsync(1500);
    expect(status()).toBe("Python has not answered yet: the kernel may be busy with another cell.");
    view.python.reply(true);
    await drawn();
    expect(status()).toBe("Asked to stop…");
  });

  it("was refused late: the refusal stands in place of the missing answer", async () => {
    await view.click("[data-action=stop]");
    await vi.advanceTimersByTimeAsync(6000);
    view.python.reply(false, "The run has ended.");
    await drawn();
    expect(status()).toBe("The run has ended.");
    await vi.advanceTimersByTimeAsync(6000);
    expect(status()).toBe("The run has ended.");
  });

  it("leaves a later request in its place", async () => {
    await view.click("[data-action=stop-menu]");
    await view.click("[data-action=pause]");
    await vi.advanceTimersByTimeAsync(3000);
    await view.click("[data-action=stop]");
    await vi.advanceTimersByTimeAsync(3000);
    expect(status()).toBe("Asked to stop…");
    expect(view.python.sent.slice(-2).map(({ type }) => type)).toEqual(["pause", "stop"]);
  });
});
