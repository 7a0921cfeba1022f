import { beforeEach, describe, expect, it } from "vitest";
import type { Entry } from "../../src/transcript/schema";
import { drawn, Mounted } from "../mounted";

let view: Mounted;

async function awaiting(more: Partial<Entry> = {}): Promise<void> {
  view.python.entry({
    id: "e1",
    kind: "tool_call",
    tool: "refund",
    agent: "Desk",
    call_id: "c1",
    state: "awaiting_approval",
    arguments: '{"order": "A-7"}',
    ...more,
  });
  await drawn();
}

beforeEach(async () => {
  view = new Mounted();
  view.python.facts({ status: "waiting", abilities: ["approve", "edit_arguments"] });
  await awaiting();
});

const feedback = () => view.text(".agw-approval [role=alert]");
const decisions = () =>
  view.python.sent
    .filter(({ type }) => type === "approve" || type === "deny")
    .map(({ command: _, ...decision }) => decision);

describe("the question", () => {
  it("says who wants what, with which arguments, without that the row is opened", () => {
    expect(view.find(".agw-approval").getAttribute("aria-label")).toBe("Approval of refund");
    expect(view.text(".agw-approval-title")).toBe("Desk wants to run refund");
    expect(view.text(".agw-approval .agw-json-host")).toContain("A-7");
    expect(view.has(".agw-call-detail")).toBe(false);
  });

  it("speaks of the agent where its name is not known, and shows no arguments as an empty object", async () => {
    view.python.set("e1", { agent: "", arguments: "" });
    await drawn();
    expect(view.text(".agw-approval-title")).toBe("The agent wants to run refund");
    expect(view.text(".agw-approval .agw-json-host")).toContain("{}");
  });

  it("shows the arguments once, also where the row is opened", async () => {
    await view.click("tr[data-id=e1] button");
    expect(view.has(".agw-call-detail")).toBe(true);
    expect(view.all(".agw-call-more .agw-json-host")).toHaveLength(1);
  });

  it("is not asked where the run cannot be answered", async () => {
    view.python.facts({ abilities: ["stop"] });
    await drawn();
    expect(view.has(".agw-approval")).toBe(false);
    expect(view.text("td.agw-col-result")).toBe("needs your approval");
  });

  it("is asked of each call that waits, in its own row, in few words where there are several", async () => {
    await awaiting({
      id: "e2",
      tool: "mail",
      call_id: "c2",
      arguments: JSON.stringify({ a: "x".repeat(200) }),
    });
    await awaiting({ id: "e3", call_id: "c3" });
    expect(view.has(".agw-approval-title")).toBe(false);
    expect(view.all(".agw-approval .agw-json-host").length).toBe(1); // only where the row cannot show them whole
    expect(view.texts("[data-action=approve-always]")).toEqual([
      "Always approve mail in this run",
      "Always approve refund in this run",
    ]);
    view.all("[data-action=approve]")[1]!.click();
    await drawn();
    expect(decisions()).toEqual([{ type: "approve", call_id: "c2" }]);
  });

  it("is answered for all that wait at once, each by its id", async () => {
    expect(view.has("[data-action=approve-all]")).toBe(false);
    await awaiting({ id: "e2", tool: "mail", call_id: "c2" });
    expect(view.texts("[data-action=approve-all]")).toEqual(["Approve all 2"]);
    await view.click("[data-action=approve-all]");
    expect(decisions()).toEqual([
      { type: "approve", call_id: "c1" },
      { type: "approve", call_id: "c2" },
    ]);
  });

  it("is asked in the tools tab, too", async () => {
    await view.tab("Tools");
    await view.click("[data-action=approve]");
    expect(decisions()).toEqual([{ type: "approve", call_id: "c1" }]);
  });
});

describe("a decision", () => {
  it.each([
    ["approve", { type: "approve", call_id: "c1" }],
    ["approve-always", { type: "approve", call_id: "c1", always: true }],
    ["deny", { type: "deny", call_id: "c1" }],
  ])("%s is sent once, said, and shown as refused where it was", async (action, command) => {
    await view.click(`[data-action=${action}]`);
    expect(decisions()).toEqual([command]);
    expect(feedback()).toBe("Asked…");
    view.python.reply(false, "This call was decided already.");
    await drawn();
    expect(feedback()).toBe("This call was decided already.");
  });

  it("says nothing more once Python took it", async () => {
    await view.click("[data-action=approve]");
    view.python.reply(true);
    await drawn();
    expect(feedback()).toBe("");
  });

  it("names the tool that is always approved", () => {
    expect(view.text("[data-action=approve-always]")).toBe("Always approve refund in this run");
  });

  it("denies from the keyboard, with the reason that was written", async () => {
    await view.type(".agw-join input", "  Too late. ");
    expect(await view.submit(".agw-approval form")).toBe(true);
    expect(decisions()).toEqual([{ type: "deny", call_id: "c1", message: "Too late." }]);
  });

  it("denies without a reason where only space was written", async () => {
    await view.type(".agw-join input", "   ");
    await view.click("[data-action=deny]");
    expect(decisions()).toEqual([{ type: "deny", call_id: "c1" }]);
  });

  it("does not take what is written in the reason for a shortcut, nor a click for one on the row", async () => {
    expect(await view.key("3", view.find(".agw-join input"))).toBe(false);
    await view.click(".agw-join input");
    await view.click("[data-action=approve]");
    expect(view.text("[role=tab][aria-selected=true]")).toBe("Transcript");
    expect(view.has(".agw-call-detail")).toBe(false);
  });

  it("that was refused can be followed by another", async () => {
    await view.click("[data-action=deny]");
    view.python.reply(false, "Not now.");
    await drawn();
    await view.click("[data-action=approve]");
    expect(decisions().map(({ type }) => type)).toEqual(["deny", "approve"]);
    expect(feedback()).toBe("Asked…");
  });
});

describe("the focus", () => {
  it("is at the row when the decision took away what had it", async () => {
    view.find("[data-action=approve]").focus();
    await view.click("[data-action=approve]");
    view.python.set("e1", { state: "running" });
    await drawn();
    expect(document.activeElement).toBe(view.find("tr[data-id=e1] button"));
  });

  it("is left where it is elsewhere", async () => {
    view.find("[role=tab]").focus();
    view.python.set("e1", { state: "running" });
    await drawn();
    expect(document.activeElement).toBe(view.find("[role=tab]"));
  });

  it("goes to the call with a", async () => {
    await view.tab("Usage");
    expect(await view.key("a")).toBe(true);
    expect(view.find("tr[data-id=e1]").contains(document.activeElement)).toBe(true);
  });
});

describe("editing", () => {
  it("replaces the choices until it is cancelled", async () => {
    await view.click("[data-action=edit]");
    expect(view.has("[data-action=approve]")).toBe(false);
    expect(view.has("[data-action=deny]")).toBe(false);
    await view.press("Cancel");
    expect(view.has("[data-action=approve]")).toBe(true);
    expect(view.text(".agw-approval .agw-json-host")).toContain("A-7");
    expect(decisions()).toEqual([]);
  });

  it("shows what Python refuses, and keeps what was written", async () => {
    await view.click("[data-action=edit]");
    await view.type(".agw-raw-json", '{"order": "B-2"}');
    await view.click("[data-action=approve-edited]");
    view.python.reply(false, "order: there is no B-2.");
    await drawn();
    expect(feedback()).toBe("order: there is no B-2.");
    expect(view.find<HTMLTextAreaElement>(".agw-raw-json").value).toBe('{"order": "B-2"}');
  });
});
