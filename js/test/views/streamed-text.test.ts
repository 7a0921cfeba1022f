import { beforeEach, describe, expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

const host = () => view.find("[data-id=e1] .agw-text");

async function streaming(text: string, format: "markdown" | "json" = "markdown"): Promise<void> {
  view.python.entry({ id: "e1", kind: "message", state: "streaming", text, format });
  await drawn();
}

describe("a message that is written", () => {
  it("shows each piece at once, also what came while another tab was shown", async () => {
    await streaming("one ");
    view.python.append("e1", "text", "two ");
    expect(host().textContent.trim()).toBe("one two");
    await view.tab("Tools");
    view.python.append("e1", "text", "three ");
    await view.tab("Transcript");
    view.python.append("e1", "text", "four");
    expect(host().textContent.trim()).toBe("one two three four");
  });

  it("is replaced where Python says it otherwise", async () => {
    await streaming("The answer is 41");
    view.python.set("e1", { text: "The answer is **42**", state: "done" });
    await drawn();
    expect(host().textContent.trim()).toBe("The answer is 42");
    expect(view.text("[data-id=e1] strong")).toBe("42");
  });

  it("keeps the elements of what was there where only more came", async () => {
    await streaming("First paragraph.\n\nSecond");
    const first = view.find("[data-id=e1] p");
    view.python.set("e1", { text: "First paragraph.\n\nSecond one." });
    await drawn();
    expect(view.find("[data-id=e1] p")).toBe(first);
    expect(view.texts("[data-id=e1] p")).toEqual(["First paragraph.", "Second one."]);
  });

  it("goes on after it had ended", async () => {
    await streaming("One.");
    view.python.set("e1", { state: "done" });
    await drawn();
    view.python.set("e1", { text: "One. And more.", state: "streaming" });
    await drawn();
    view.python.append("e1", "text", " And yet more.");
    await drawn();
    expect(host().textContent.trim()).toBe("One. And more. And yet more.");
  });
});

describe("structured output", () => {
  it("is a tree from the first piece on", async () => {
    await streaming('{"days": ["Mon', "json");
    expect(view.text("[data-id=e1] .agw-json")).toContain("Mon");
    view.python.append("e1", "text", 'day", "Tue"]}');
    await drawn();
    expect(host().textContent).toContain("Tue");
  });

  it("becomes one where the format is known only at the end", async () => {
    await streaming('{"day": "Monday"}');
    expect(view.has("[data-id=e1] .agw-json")).toBe(false);
    view.python.set("e1", { format: "json", state: "done" });
    await drawn();
    expect(view.all("[data-id=e1] .agw-json")).toHaveLength(1);
    expect(host().textContent).toContain("Monday");
    expect(view.has("[data-id=e1] p")).toBe(false);
  });
});

it("shows what there was at an instant, and the present again", async () => {
  await streaming("one");
  view.python.append("e1", "text", " two");
  await drawn();
  await view.click("[data-action=replay]");
  const slider = view.find<HTMLInputElement>("input[type=range]");
  slider.value = "1";
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  await drawn();
  expect(host().textContent.trim()).toBe("one");
  view.python.append("e1", "text", " three");
  await drawn();
  expect(host().textContent.trim()).toBe("one");
  await view.click("[data-action=present]");
  expect(host().textContent.trim()).toBe("one two three");
});
