import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Entry } from "../../src/transcript/schema";
import { put } from "../fake-python";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

async function call(fields: Partial<Entry>): Promise<void> {
  view.python.entry({ id: "e1", kind: "tool_call", tool: "add", agent: "A", ...fields });
  await drawn();
}

describe("the arguments", () => {
  const shown = () => view.text("td.agw-col-arguments");

  it.each([
    ["", ""],
    ["{}", ""],
    ['{"a": 1, "b": "two", "c": null}', 'a=1 b="two" c=null'],
    ['{"deep": {"x": [1, 2]}}', 'deep={"x": [1, 2]}'],
    ['{"half": "wri', 'half="wri'],
    ['"only text"', '"only text"'],
    ["[1, 2]", "[1, 2]"],
    ["not json\nat all", "not json at all"],
  ])("of %j are %j", async (given, text) => {
    await call({ arguments: given, state: "streaming" });
    expect(shown()).toBe(text);
  });

  it("are cut to a dozen, and each to its beginning", async () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`a${at}`, at]));
    await call({ arguments: JSON.stringify(many) });
    expect(view.all(".agw-arg")).toHaveLength(12);
    view.python.set("e1", { arguments: JSON.stringify({ text: "x".repeat(5000) }) });
    await drawn();
    expect(shown().length).toBeLessThan(250);
  });
});

describe("the outcome", () => {
  const shown = () => view.text("td.agw-col-result");

  it.each<[Partial<Entry>, string]>([
    [{ state: "streaming" }, "writing arguments"],
    [{ state: "waiting" }, "waiting"],
    [{ state: "running" }, "running"],
    [{ state: "running", log: "one\ntwo\n" }, "two"],
    [{ state: "running", log: `one\n${"two ".repeat(200)}` }, `${"two ".repeat(39)}two…`],
    [{ state: "running", log: "one\ntwo\n\n  \n" }, "two"],
    [{ state: "done", output: "3" }, "3"],
    [{ state: "done", output: "one\n  two" }, "one two"],
    [{ state: "done", output: "" }, "No result"],
    [{ state: "done", output: "a 1\n2 3", summary: "DataFrame, 2 x 1: a" }, "DataFrame, 2 x 1: a"],
    [{ state: "done", output: "3", log: "a log" }, "3"],
    [{ state: "failed" }, "failed"],
    [{ state: "failed", output: "An error occurred." }, "An error occurred."],
    [
      { state: "failed", output: "For the model.", traceback: "Trace\nValueError: for people\n" },
      "ValueError: for people",
    ],
    [{ state: "denied" }, "denied"],
    [{ state: "denied", output: "Too much." }, "Too much."],
    [{ state: "cancelled", output: "half" }, "cancelled"],
    [{ state: "retracted", output: "half" }, "retracted"],
  ])("of %j is %s", async (fields, words) => {
    await call(fields);
    expect(shown()).toBe(words);
  });

  const FRAME = '  File "tools.py", line 3, in look\n    raise ValueError(text)\n';

  it.each([
    ["ValueError: for people\n", "ValueError: for people"],
    ["some.module_of.f.<locals>.OwnError: no\n", "OwnError: no"],
    ["json.decoder.JSONDecodeError\n", "JSONDecodeError"],
    [
      "pydantic_core._pydantic_core.ValidationError: 1 error for look\nplace\n  Field required\n    For more see x\n",
      "ValidationError: 1 error for look place Field required For more see x",
    ],
    [
      `KeyError: 'x'\n\nDuring handling ...:\n\nTraceback ...:\n${FRAME}OSError: a.b: no\n`,
      "OSError: a.b: no",
    ],
  ])("of a call that raised %j is the exception and its message", async (raised, words) => {
    await call({ state: "failed", traceback: `Traceback (most recent call last):\n${FRAME}${raised}` });
    expect(shown()).toBe(words);
  });

  it("is a bar while progress is known, with the last line of the log", async () => {
    await call({ state: "running", progress: 0.256, log: "page 1\npage 2" });
    const bar = view.find<HTMLProgressElement>("td.agw-col-result progress");
    expect([bar.value, bar.max, bar.getAttribute("aria-label")]).toEqual([26, 100, "Progress of add"]);
    expect(shown()).toBe("26 %page 2");
    view.python.set("e1", { progress: 1 });
    await drawn();
    expect(view.text(".agw-percent")).toBe("100 %");
    view.python.set("e1", { state: "done", output: "all pages" });
    await drawn();
    expect(view.has("progress")).toBe(false);
    expect(shown()).toBe("all pages");
  });

  it("is a bar from nothing on", async () => {
    await call({ state: "running", progress: 0 });
    expect(view.text(".agw-percent")).toBe("0 %");
  });

  it("is the beginning of a long result, on one line", async () => {
    await call({ state: "done", output: "word ".repeat(1000) });
    expect(shown().length).toBeLessThanOrEqual(160);
    expect(shown().endsWith("…")).toBe(true);
  });
});

describe("the time", () => {
  const shown = () => view.text("td.agw-col-time");

  it("grows while the call runs, and stands when it ended", async () => {
    view.python.row([{ op: "set", at: ["status"], value: "running" }], { t: 1000 });
    view.python.entry({ id: "e1", kind: "tool_call", tool: "add", state: "running", started: 1000 }, 1000);
    await drawn();
    expect(shown()).toBe("0 ms");
    await vi.advanceTimersByTimeAsync(3000);
    expect(shown()).toBe("3.0 s");
    view.python.set("e1", { state: "done", ended: 3500 });
    await drawn();
    expect(shown()).toBe("2.5 s");
    await vi.advanceTimersByTimeAsync(3000);
    expect(shown()).toBe("2.5 s");
  });

  it("is not told where nobody knows it: in a run that had ended before it was watched", async () => {
    view.python.facts({ status: "done", ended: 0 });
    await call({ state: "done", started: 0, ended: 0 });
    expect(shown()).toBe("");
    expect(view.has(".agw-figures time")).toBe(false);
    await view.tab("Tools");
    expect(view.texts("td.agw-col-start, td.agw-col-time")).toEqual(["", ""]);
    view.python.row([put("calls", { id: "m1", agent: "A", turn: 1, started: 0, ended: 0 })]);
    await view.tab("Timeline");
    expect(view.text("[role=tabpanel]")).toContain("when its calls were is not known");
  });

  it.each(["streaming", "waiting", "awaiting_approval"] as const)(
    "is not told of a call that is %s",
    async (state) => {
      await call({ state, started: 0 });
      expect(shown()).toBe("");
    },
  );

  it("is never negative", async () => {
    view.python.entry({ id: "e1", kind: "tool_call", tool: "add", state: "running", started: 90_000 }, 0);
    await drawn();
    expect(shown()).toBe("0 ms");
  });
});
