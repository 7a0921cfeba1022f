import { beforeEach, describe, expect, it } from "vitest";
import { put } from "../fake-python";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
/** The slide that the presenter opened with. */
let began: unknown[];

/** A question, an answer in two rows, a call that is approved and run, and a handoff. */
async function present(): Promise<void> {
  view = new Mounted();
  view.python.entry({ id: "e1", kind: "user", text: "Hi" }, 0);
  view.python.entry({ id: "e2", kind: "message", agent: "A", text: "Hel", state: "streaming" }, 1000);
  view.python.row(
    [
      { op: "append", at: ["entries", "e2", "text"], value: "lo" },
      { op: "set", at: ["entries", "e2", "state"], value: "done" },
    ],
    { t: 2000 },
  );
  const call = { id: "e3", kind: "tool_call" as const, tool: "add", agent: "A", arguments: '{"a": 1}' };
  view.python.row([put("entries", { ...call, state: "awaiting_approval" })], { t: 3000 });
  view.python.row([put("entries", { ...call, state: "running" })], { t: 4000 });
  view.python.row([put("entries", { ...call, state: "done", output: "3" })], { t: 5000 });
  view.python.entry({ id: "e4", kind: "handoff", source: "A", target: "B", agent: "A" }, 6000);
  await drawn();
  await view.click("[data-action=replay]");
  await view.click("[data-action=present-slides]");
  began = slide();
  await view.key("End", dialog());
}

const dialog = () => view.find<HTMLDialogElement>("dialog");
const slide = () => [dialog().dataset.slide, view.text("dialog footer [aria-live]")];

beforeEach(present);

describe("the presenter", () => {
  it("begins at the first slide when the replay stands at the end", () => {
    expect(dialog().open).toBe(true);
    expect(began).toEqual(["e1", "1 / 5"]);
  });

  it("shows one entry alone", () => {
    expect(slide()).toEqual(["e4", "5 / 5"]);
    expect(view.all("[data-kind]").map(({ dataset }) => dataset.id)).toEqual(["e4"]);
  });

  it.each([
    ["ArrowLeft", "ArrowRight"],
    ["PageUp", "PageDown"],
    ["Backspace", " "],
    ["ArrowLeft", "Enter"],
  ])("goes back with %j and on with %j", async (back, on) => {
    await view.key(back, dialog());
    expect(slide()).toEqual(["e3", "4 / 5"]);
    await view.key(on, dialog());
    expect(slide()).toEqual(["e4", "5 / 5"]);
    expect(await view.key(on, dialog())).toBe(true);
    expect(slide()).toEqual(["e4", "5 / 5"]);
  });

  it("shows each thing once it is complete, and the run as it was then", async () => {
    await view.key("Home", dialog());
    const seen: unknown[] = [];
    for (let n = 0; n < 5; n++) {
      const shown = view.find("dialog [data-kind]").dataset;
      seen.push([shown.id, shown.state, view.text("dialog time"), view.text(".agw-header time")]);
      await view.key("ArrowRight", dialog());
    }
    expect(seen).toEqual([
      ["e1", "done", "0:00.0", "0:00.0"],
      ["e2", "done", "0:02.0", "0:02.0"],
      ["e3", "awaiting_approval", "0:03.0", "0:03.0"],
      ["e3", "done", "0:05.0", "0:05.0"],
      ["e4", "done", "0:06.0", "0:06.0"],
    ]);
    await view.key("Home", dialog());
    await view.key("End", dialog());
    expect(slide()).toEqual(["e4", "5 / 5"]);
  });

  it("opens the details of a call", async () => {
    await view.key("ArrowLeft", dialog());
    expect(view.has("dialog .agw-call-more")).toBe(true);
  });

  it("has buttons, on which the keys mean what they mean on a button", async () => {
    expect(view.find("[data-action=next-slide]").getAttribute("aria-disabled")).toBe("true");
    expect(document.activeElement).toBe(view.find(".agw-slide"));
    await view.click("[data-action=previous-slide]");
    expect(slide()).toEqual(["e3", "4 / 5"]);
    expect(await view.key(" ", view.find("[data-action=previous-slide]"))).toBe(false);
    await view.click("[data-action=next-slide]");
    expect(slide()).toEqual(["e4", "5 / 5"]);
  });

  it("leaves the keys of the view and those with a modifier alone", async () => {
    for (const key of ["r", "1", "?", "/"]) await view.key(key, dialog());
    expect(await view.key("ArrowLeft", dialog(), { ctrlKey: true })).toBe(false);
    expect(slide()).toEqual(["e4", "5 / 5"]);
    expect(view.has("[role=dialog]")).toBe(false);
  });

  it("is left with Esc, and begins again where the slides were", async () => {
    await view.key("ArrowLeft", dialog());
    await view.key("Escape", dialog());
    expect(view.has("dialog")).toBe(false);
    expect(view.find<HTMLInputElement>("input[type=range]").value).toBe("6");
    expect(view.has(".agw-panel")).toBe(true);
    await view.key("v");
    expect(slide()).toEqual(["e3", "4 / 5"]);
    await view.click("[data-action=leave-slides]");
    expect(view.has("dialog")).toBe(false);
  });
});
