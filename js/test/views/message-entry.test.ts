import { beforeEach, describe, expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

describe("an agent's message", () => {
  it("is drawn as Markdown", async () => {
    view.python.entry({ id: "e1", kind: "message", text: "# Title\n\n- one\n- `two`" });
    await drawn();
    expect(view.texts("[data-id=e1] li")).toEqual(["one", "two"]);
    expect(view.text("[data-id=e1] code")).toBe("two");
  });

  it("that was stopped says so below what it had written", async () => {
    view.python.entry({ id: "e1", kind: "message", text: "I was about", state: "streaming" });
    await drawn();
    expect(view.has(".agw-aside")).toBe(false);
    view.python.set("e1", { state: "cancelled" });
    await drawn();
    expect(view.text("[data-id=e1] .agw-text")).toBe("I was about");
    expect(view.text("[data-id=e1] .agw-aside")).toBe("Stopped here");
  });

  it("cannot be edited", async () => {
    view.python.facts({ abilities: ["edit"], status: "done" });
    view.python.entry({ id: "e1", kind: "message", text: "Hello" });
    await drawn();
    expect(view.has("[data-action=edit-message]")).toBe(false);
  });
});

describe("a retracted message", () => {
  const message = { id: "e1", kind: "message", text: "Secret.", state: "retracted" } as const;

  it("names the guardrail that took it back, with its reason", async () => {
    view.python.entry({ id: "e0", kind: "guardrail", guardrail: "earlier", state: "failed" });
    view.python.entry(message);
    view.python.entry({ id: "e2", kind: "guardrail", guardrail: "no_secrets", state: "failed", text: "PII" });
    await drawn();
    expect(view.text("[data-id=e1] .agw-aside")).toBe("Retracted by no_secrets");
    expect(view.find("[data-id=e1] .agw-aside").title).toBe("PII");
    expect(view.text("[data-id=e1] .agw-text")).toBe("Secret.");
  });

  it("does not name a guardrail that passed", async () => {
    view.python.entry(message);
    view.python.entry({ id: "e2", kind: "guardrail", guardrail: "polite", state: "done" });
    view.python.entry({ id: "e3", kind: "guardrail", guardrail: "no_secrets", state: "failed" });
    await drawn();
    expect(view.text("[data-id=e1] .agw-aside")).toBe("Retracted by no_secrets");
  });

  it("says that much where no guardrail is known, and names one that comes later", async () => {
    view.python.entry(message);
    await drawn();
    expect(view.text("[data-id=e1] .agw-aside")).toBe("Retracted");
    view.python.entry({ id: "e2", kind: "guardrail", guardrail: "no_secrets", state: "failed" });
    await drawn();
    expect(view.text("[data-id=e1] .agw-aside")).toBe("Retracted by no_secrets");
  });
});

describe("the user's message", () => {
  const clamped = (id: string) => view.has(`[data-id=${id}] .agw-clamped`);

  it.each([
    ["1500 characters", "x".repeat(1500), false],
    ["1501 characters", "x".repeat(1501), true],
    ["15 lines", Array(15).fill("a").join("\n"), false],
    ["16 lines", Array(16).fill("a").join("\n"), true],
  ])("of %s is shown in part: %#", async (_, text, isLong) => {
    view.python.entry({ id: "e1", kind: "user", text });
    await drawn();
    expect(clamped("e1")).toBe(isLong);
    expect(view.has("[data-action=show-more]")).toBe(isLong);
  });

  it("is shown in part again when asked, each by itself", async () => {
    view.python.entry({ id: "e1", kind: "user", text: "x".repeat(2000) });
    view.python.entry({ id: "e2", kind: "user", text: "y".repeat(2000) });
    await drawn();
    await view.click("[data-id=e2] [data-action=show-more]");
    expect([clamped("e1"), clamped("e2")]).toEqual([true, false]);
    await view.tab("Usage");
    await view.tab("Transcript");
    expect([clamped("e1"), clamped("e2")]).toEqual([true, false]);
    await view.click("[data-id=e2] [data-action=show-more]");
    expect([clamped("e1"), clamped("e2")]).toEqual([true, true]);
  });

  it("can be edited where the run can go on from there, but not what a tool asked its agent", async () => {
    view.python.entry({ id: "e1", kind: "user", text: "Hi" });
    view.python.entry({ id: "e2", kind: "tool_call", tool: "ask", state: "running" });
    view.python.entry({ id: "e3", kind: "user", text: "Look it up", parent: "e2" });
    await drawn();
    expect(view.has("[data-action=edit-message]")).toBe(false);
    view.python.facts({ abilities: ["edit"] });
    await drawn();
    expect(view.has(".agw-nested [data-id=e3]")).toBe(true);
    expect(
      view.all("[data-action=edit-message]").map((b) => b.closest<HTMLElement>("[data-id]")!.dataset.id),
    ).toEqual(["e1"]);
  });
});

describe("the branches of a message", () => {
  it("lead to each other where the run is at rest", async () => {
    view = new Mounted();
    view.python.entry({ id: "e1", kind: "user", text: "Hi" });
    view.python.facts({ status: "done", abilities: ["edit"], branches: { e1: { at: 2, of: 3 } } });
    await drawn();
    expect(view.find(".agw-branches").dataset).toMatchObject({ branch: "2", branches: "3" });
    expect(view.text(".agw-branches")).toBe("2 of 3");
    await view.click("[data-action=previous-branch]");
    await view.click("[data-action=next-branch]");
    expect(view.python.commands("branch")).toEqual([
      { type: "branch", id: "e1", to: 1 },
      { type: "branch", id: "e1", to: 3 },
    ]);
    view.python.facts({ branches: { e1: { at: 3, of: 3 } } });
    await drawn();
    expect(view.find<HTMLButtonElement>("[data-action=next-branch]").disabled).toBe(true);
    view.python.facts({ status: "running", abilities: ["stop"] });
    await drawn();
    expect(view.find<HTMLButtonElement>("[data-action=previous-branch]").disabled).toBe(true);
  });

  it("are not there where there is one way", async () => {
    view = new Mounted();
    view.python.entry({ id: "e1", kind: "user", text: "Hi" });
    await drawn();
    expect(view.has(".agw-branches")).toBe(false);
  });
});
