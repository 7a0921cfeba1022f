import { beforeEach, expect, it, vi } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

it("says what failed, what to do, and shows the traceback when asked", async () => {
  const traceback = 'Traceback (most recent call last):\n  File "a.py", line 1\nValueError: no';
  const text = "no";
  view.python.entry({
    id: "e1",
    kind: "error",
    state: "failed",
    error: "ValueError",
    text,
    hint: "Try 1.",
    traceback,
  });
  await drawn();
  expect(view.texts("[data-id=e1] p")).toEqual(["ValueError: no", "Try 1."]);
  const details = view.find<HTMLDetailsElement>("[data-id=e1] details");
  expect(details.open).toBe(false);
  expect(view.text("[data-id=e1] summary")).toBe("Traceback");
  expect(view.find("[data-id=e1] pre").textContent).toBe(traceback);
});

it("says that the run failed where nothing is known, and has no empty parts", async () => {
  view.python.entry({ id: "e1", kind: "error", state: "failed" });
  await drawn();
  expect(view.texts("[data-id=e1] p")).toEqual(["The run failed"]);
  expect(view.has("[data-id=e1] strong")).toBe(false);
  expect(view.has("[data-id=e1] details")).toBe(false);
});

it("sets indented lines as code that can be copied, and leaves other lines as they are", async () => {
  const text = "No key. Use one of\n    Agent(a)\n      more\n\tAgent(b)\nor set it.\n  Not code.";
  view.python.entry({ id: "e1", kind: "error", state: "failed", error: "NoKey", text });
  await drawn();
  expect(view.texts("[data-id=e1] p")).toEqual(["NoKey: No key. Use one of", "or set it.\n  Not code."]);
  expect(view.find("[data-id=e1] pre").textContent).toBe("Agent(a)\n  more\nAgent(b)");
  const write = vi.fn(() => Promise.resolve());
  vi.stubGlobal("navigator", { clipboard: { writeText: write } });
  await view.click("[data-id=e1] .agw-copy");
  vi.unstubAllGlobals();
  expect(write).toHaveBeenCalledWith("Agent(a)\n  more\nAgent(b)");
});

it("begins with code where the text does", async () => {
  view.python.entry({ id: "e1", kind: "error", state: "failed", text: "    x = 1\nis wrong" });
  await drawn();
  expect(view.find("[data-id=e1] pre").textContent).toBe("x = 1");
  expect(view.texts("[data-id=e1] p")).toEqual(["", "is wrong"]);
});

it("is said once: in the header only where the transcript is not in sight", async () => {
  view.python.entry({ id: "e1", kind: "error", state: "failed", text: "The line is dead." });
  view.python.facts({ status: "failed", detail: "The line is dead." });
  await drawn();
  expect(view.root.textContent.split("The line is dead.").length).toBe(2);
  await view.tab("Usage");
  expect(view.text(".agw-detail")).toBe("The line is dead.");
});
