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

const box = () => view.find<HTMLTextAreaElement>(".agw-composer textarea");
const sendButton = () => view.find<HTMLButtonElement>("[data-action=send]");
const messages = () => view.python.commands("say").map((command) => (command as { text: string }).text);

describe("the box", () => {
  it("is there where the run can be told something, and only there", async () => {
    await shown({ abilities: ["stop"] });
    expect(view.has(".agw-composer")).toBe(false);
    await shown({ abilities: ["stop", "say"] });
    expect(box().disabled).toBe(false);
  });

  it("keeps its place, but takes no text, when the run can be told nothing any more", async () => {
    await shown({ abilities: ["say"], status: "running" });
    await shown({ abilities: [], status: "done" });
    expect(box().disabled).toBe(true);
    expect(sendButton().disabled).toBe(true);
    expect(view.find(".agw-composer").dataset.over).toBe("true");
  });

  it.each<[RunStatus, string[], string]>([
    ["running", ["say"], "Say something before the next model call…"],
    ["waiting", ["say"], "Say something before the next model call…"],
    ["done", ["say"], "Ask a follow-up…"],
    ["failed", ["say"], "Ask a follow-up…"],
    ["running", ["follow_up"], "Ask a follow-up, for when this run has ended…"],
  ])("of a run that is %s and can %j says: %s", async (status, abilities, words) => {
    view.python.entry({ id: "e1", kind: "user", text: "Hi" });
    await shown({ status, abilities });
    expect(box().placeholder).toBe(words);
  });

  it("asks for something where nothing was asked", async () => {
    await shown({ status: "done", abilities: ["say"] });
    expect(box().placeholder).toBe("Ask something…");
  });
});

describe("sending", () => {
  beforeEach(() => shown({ abilities: ["say", "stop"], status: "done" }));

  it("sends several lines as they are, without the space around them", async () => {
    await view.type("textarea", "\n  one\n\n  two \n");
    await view.click("[data-action=send]");
    expect(messages()).toEqual(["one\n\n  two"]);
    expect(box().value).toBe("");
  });

  it("has the text back, and says so, when the kernel dies before its answer", async () => {
    await view.type("textarea", "one");
    await view.click("[data-action=send]");
    expect(box().value).toBe("");
    view.python.client.connection.onDisconnect();
    await drawn();
    expect(box().value).toBe("one");
    expect(view.text(".agw-composer .agw-feedback")).toContain("The kernel has gone without an answer");
    vi.advanceTimersByTime(3100); // nobody answers the new greeting
    await drawn();
    expect([box().value, view.find(".agw-composer").dataset.over]).toEqual(["one", undefined]);
  });

  it("sends with Enter, and keeps the key from the page", async () => {
    await view.type("textarea", "one");
    expect(await view.key("Enter", box())).toBe(true);
    expect(messages()).toEqual(["one"]);
  });

  it("breaks the line with Shift and Enter, at the caret", async () => {
    await view.type("textarea", "onetwo");
    box().setSelectionRange(3, 3);
    await view.key("Enter", box(), { shiftKey: true });
    expect(box().value).toBe("one\ntwo");
    await view.key("Enter", box());
    expect(messages()).toEqual(["one\ntwo"]);
  });

  it("sends nothing with the Enter that ends a word of an input method", async () => {
    await view.type("textarea", "ni");
    await view.key("Enter", box(), { isComposing: true });
    expect(messages()).toEqual([]);
  });

  it("sends nothing where nothing is written", async () => {
    expect(sendButton().disabled).toBe(true);
    await view.type("textarea", "   ");
    expect(sendButton().disabled).toBe(true);
    expect(await view.submit(".agw-composer")).toBe(true);
    expect(messages()).toEqual([]);
  });

  it("keeps keys that are shortcuts elsewhere", async () => {
    for (const key of ["p", "2", "?", "r", "a"]) expect(await view.key(key, box())).toBe(false);
    expect(view.text("[role=tab][aria-selected=true]")).toBe("Transcript");
    expect(view.has("[role=dialog]")).toBe(false);
  });
});

it("sends while the run is at work, and never stops it: the header has the one button that does", async () => {
  await shown({ abilities: ["say", "stop"], status: "running" });
  expect(view.text("[data-action=send]")).toBe("Send");
  expect(sendButton().disabled).toBe(true);
  await view.submit(".agw-composer");
  expect(view.python.commands("stop")).toEqual([]);
  await view.type("textarea", "Use metres.");
  await view.click("[data-action=send]");
  expect(messages()).toEqual(["Use metres."]);
});

describe("a refusal", () => {
  beforeEach(async () => {
    await shown({ abilities: ["say"], status: "done" });
    await view.type("textarea", "Hello?");
    await view.click("[data-action=send]");
  });

  it("leaves what was written meanwhile", async () => {
    await view.type("textarea", "Something else");
    view.python.reply(false, "The run has ended.");
    await drawn();
    expect(box().value).toBe("Something else");
    expect(view.text(".agw-composer [role=alert]")).toBe("The run has ended.");
  });

  it("is taken away by the next message", async () => {
    view.python.reply(false, "Busy.");
    await drawn();
    expect(box().value).toBe("Hello?");
    await view.click("[data-action=send]");
    expect(view.has(".agw-composer [role=alert]")).toBe(false);
    view.python.reply(true);
    await drawn();
    expect(box().value).toBe("");
  });

  it("stays to be read where the run can be told nothing more", async () => {
    view.python.reply(false, "The run has ended.");
    await shown({ abilities: [] });
    expect(view.find(".agw-composer").dataset.over).toBeUndefined();
    expect(view.text(".agw-composer [role=alert]")).toBe("The run has ended.");
  });
});

describe("suggestions", () => {
  const suggestions = ["What is new?", "Plan a trip"];

  it("are sent as they are, until something was said", async () => {
    view = new Mounted({ suggestions });
    await shown({ abilities: ["say"], status: "done" });
    expect(view.texts(".agw-suggestions li")).toEqual(suggestions);
    await view.press("Plan a trip");
    expect(messages()).toEqual(["Plan a trip"]);
    view.python.entry({ id: "e1", kind: "user", text: "Plan a trip" });
    await drawn();
    expect(view.has(".agw-suggestions")).toBe(false);
  });

  it("are not offered where nothing can be said", async () => {
    view = new Mounted({ suggestions });
    await shown({ abilities: ["follow_up"], status: "running" });
    expect(view.has(".agw-composer")).toBe(true);
    expect(view.has(".agw-suggestions")).toBe(false);
  });
});
