import { beforeEach, expect, it } from "vitest";
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
