import { beforeEach, describe, expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;

const SCHEMA = {
  type: "object",
  properties: {
    sure: { type: "boolean", description: "Whether it is meant." },
    boats: { type: "integer", title: "How many boats", default: 1 },
  },
  required: ["sure"],
};

const answers = () =>
  view.python.sent.flatMap((each) =>
    each.type === "answer" ? [[each.call_id, JSON.parse(each.answer ?? "null")]] : [],
  );
const form = ".agw-approval";

beforeEach(async () => {
  view = new Mounted();
  view.python.entry({
    id: "e1",
    kind: "tool_call",
    tool: "launch",
    agent: "Desk",
    call_id: "c1",
    state: "running",
    question: { message: "Launch <b>the boats</b>?", schema: SCHEMA },
  });
  await drawn();
});

describe("a tool's question", () => {
  it("is a form in the row, with what the schema gives by default, and takes no focus", () => {
    expect(view.find(form).getAttribute("aria-label")).toBe("Question of launch");
    expect(view.text(".agw-approval-title")).toBe("Launch <b>the boats</b>?");
    expect(view.find<HTMLInputElement>("[data-argument=boats]").value).toBe("1");
    expect(view.find<HTMLSelectElement>("[data-argument=sure]").value).toBe("");
    expect(view.has("[data-argument]:focus")).toBe(false);
    expect(view.text(".agw-field:nth-child(2) label")).toBe("How many boats");
    expect(view.text(form)).toContain("Whether it is meant.");
  });

  it("is answered with the fields", async () => {
    const sure = view.find<HTMLSelectElement>("[data-argument=sure]");
    sure.value = "true";
    sure.dispatchEvent(new Event("input", { bubbles: true }));
    await view.click("[data-action=answer]");
    expect(answers()).toEqual([["c1", { boats: 1, sure: true }]]);
  });

  it("is declined", async () => {
    await view.click("[data-action=decline]");
    expect(answers()).toEqual([["c1", null]]);
  });

  it("is declined by no key: the reader did not open it", async () => {
    view
      .find("[data-argument=boats]")
      .dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    await drawn();
    expect(answers()).toEqual([]);
    expect(view.has(form)).toBe(true);
  });

  it("goes with its answer", async () => {
    view.python.set("e1", { question: null });
    await drawn();
    expect(view.has(form)).toBe(false);
  });

  it("is announced", async () => {
    view.python.set("e1", { question: null });
    await drawn();
    view.python.set("e1", { question: { message: "Sure?", schema: SCHEMA } });
    await drawn();
    expect(view.text("[role=status][aria-live]")).toBe("launch asks you something.");
  });
});
