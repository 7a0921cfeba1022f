import { beforeEach, describe, expect, it, vi } from "vitest";
import { put } from "../fake-python";
import { drawn, Mounted } from "../mounted";

let view: Mounted;

/** A run of five rows, a second apart, but for the last that came ten seconds later. */
async function recorded(): Promise<void> {
  view.python.entry({ id: "e1", kind: "user", text: "Hi" }, 0);
  view.python.entry({ id: "e2", kind: "message", agent: "A", text: "one", state: "streaming" }, 1000);
  const append = { op: "append" as const, at: ["entries", "e2", "text"], value: " two" };
  view.python.row([append], { t: 2000 });
  view.python.entry({ id: "e3", kind: "tool_call", tool: "add", agent: "A", state: "running" }, 3000);
  view.python.row(
    [
      { op: "set", at: ["status"], value: "done" },
      { op: "set", at: ["ended"], value: 13_000 },
    ],
    {
      t: 13_000,
    },
  );
  await drawn();
}

beforeEach(async () => {
  view = new Mounted();
  await recorded();
});

const slider = () => view.find<HTMLInputElement>("input[type=range]");
const position = () => Number(slider().value);
const ids = () => view.all("[data-kind]").map(({ dataset }) => dataset.id);
const open = () => view.click("[data-action=replay]");
const press = (label: string) => view.click(`.agw-scrub [aria-label="${label}"]`);

async function seek(to: number): Promise<void> {
  slider().value = String(to);
  slider().dispatchEvent(new Event("input", { bubbles: true }));
  await drawn();
}

describe("the slider", () => {
  it("begins at the end, and says which instant it is at", async () => {
    await open();
    expect([slider().min, slider().max, position()]).toEqual(["0", "5", 5]);
    expect(slider().getAttribute("aria-valuetext")).toBe("0:13.0 of 0:13.0");
    await seek(3);
    expect(slider().getAttribute("aria-valuetext")).toBe("0:02.0 of 0:13.0");
    expect(view.text(".agw-instant")).toBe("0:02.0");
    expect(view.text(".agw-header time")).toBe("0:02.0");
  });

  it.each([
    [0, [], ""],
    [1, ["e1"], ""],
    [2, ["e1", "e2"], "one"],
    [3, ["e1", "e2"], "one two"],
    [4, ["e1", "e2", "e3"], "one two"],
  ])("at %i shows the run as it was: %j", async (to, shown, text) => {
    await open();
    await seek(to);
    expect(ids()).toEqual(shown);
    expect(view.has("[data-id=e2]") ? view.text("[data-id=e2]") : "").toBe(text);
    expect(view.root.dataset.status).toBe("running");
  });

  it("gets longer when the run goes on and the reader moves", async () => {
    await open();
    await seek(1);
    view.python.row([put("entries", { id: "e4", kind: "message", text: "late" })], { t: 14_000 });
    await drawn();
    expect(ids()).toEqual(["e1"]);
    await seek(2);
    expect(slider().max).toBe("6");
    await seek(6);
    expect(ids()).toEqual(["e1", "e2", "e3", "e4"]);
  });
});

describe("single steps", () => {
  it("go back and forward by a row, and stop at the ends", async () => {
    await open();
    const visited: number[] = [];
    for (const label of ["One step back", "One step back", "One step forward", "One step forward"]) {
      await press(label);
      visited.push(position());
    }
    expect(visited).toEqual([4, 3, 4, 5]);
    await press("One step forward");
    expect(position()).toBe(5);
    await seek(0);
    await press("One step back");
    expect(position()).toBe(0);
  });

  it("are an entry or a turn where that is chosen", async () => {
    const call = (id: string) => put("calls", { id, agent: "A" });
    view.python.row([call("r1"), put("entries", { id: "e5", kind: "message", state: "streaming" })]);
    view.python.set("e5", { state: "done" });
    view.python.row([call("r2")]);
    view.python.row([call("nested")].map((patch) => ({ ...patch, value: { id: "n", parent: "e3" } })));
    view.python.row([call("r2")]); // the same call, with more of it
    await drawn();
    await open();
    await view.choose(".agw-step", "entry");
    await seek(0);
    const visited: number[] = [];
    for (let n = 0; n < 3; n++) {
      await press("One step forward");
      visited.push(position());
    }
    await press("One step back");
    expect([...visited, position()]).toEqual([1, 7, 10, 7]);
    await view.key("b");
    expect(view.find<HTMLSelectElement>(".agw-step").value).toBe("turn");
    await seek(0);
    const turns: number[] = [];
    for (let n = 0; n < 3; n++) {
      await press("One step forward");
      turns.push(position());
    }
    expect(turns).toEqual([5, 7, 10]);
    await view.key("b");
    await press("One step back");
    expect(position()).toBe(9);
  });

  it("are also made with the arrow keys, but not where these have a meaning of their own", async () => {
    await open();
    await view.key("ArrowLeft", view.find(".agw-scroller"));
    expect(position()).toBe(4);
    await view.key("ArrowRight", view.find(".agw-scroller"));
    expect(position()).toBe(5);
    expect(await view.key("ArrowLeft", slider())).toBe(false);
    expect(position()).toBe(5);
  });
});

describe("the focus", () => {
  it("goes from the button that opens the replay into the bar, and from there to the tab", async () => {
    view.find("[data-action=replay]").focus();
    await open();
    await vi.waitFor(() => expect(document.activeElement?.getAttribute("aria-label")).toBe("One step back"));
    await view.key("ArrowLeft", document.activeElement as HTMLElement);
    expect(position()).toBe(4);
    view.find("[data-action=present]").focus();
    await view.click("[data-action=present]");
    expect(document.activeElement?.textContent).toBe("Transcript");
  });

  it("stays where somebody works", async () => {
    const field = document.body.appendChild(document.createElement("textarea"));
    field.focus();
    await open();
    expect(document.activeElement).toBe(field);
    field.remove();
  });
});

describe("play", () => {
  it("begins anew at the end, goes at the run's pace with its silences cut, and stops by itself", async () => {
    await open();
    await press("Play");
    expect(position()).toBe(1);
    expect(view.has('.agw-scrub [aria-label="Pause"]')).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(position()).toBe(2);
    await vi.advanceTimersByTimeAsync(2000);
    expect(position()).toBe(4);
    await vi.advanceTimersByTimeAsync(1500);
    expect(position()).toBe(5);
    expect(view.has('.agw-scrub [aria-label="Play"]')).toBe(true);
  });

  it("goes faster or slower when asked, also while it plays", async () => {
    await open();
    await seek(1);
    expect(view.texts(".agw-speed option")).toEqual(["0.25×", "0.5×", "1×", "2×", "4×", "8×"]);
    await view.choose(".agw-speed", "4");
    await press("Play");
    await vi.advanceTimersByTimeAsync(260);
    expect(position()).toBe(2);
    await view.choose(".agw-speed", "0.25");
    await vi.advanceTimersByTimeAsync(3900);
    expect(position()).toBe(2);
    await view.key("+");
    await view.key("+");
    await view.key("+");
    expect(view.find<HTMLSelectElement>(".agw-speed").value).toBe("2");
    await vi.advanceTimersByTimeAsync(500);
    expect(position()).toBe(3);
  });

  it.each([
    ["the button", () => press("Pause")],
    ["the space bar", () => view.key(" ", view.find(".agw-scroller"))],
    ["a step back", () => press("One step back")],
  ])("pauses with %s", async (_, pause) => {
    await open();
    await seek(2);
    await press("Play");
    await pause();
    const at = position();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(position()).toBe(at);
    expect(view.has('.agw-scrub [aria-label="Play"]')).toBe(true);
  });

  it("ends with the replay", async () => {
    await open();
    await seek(1);
    await press("Play");
    await view.click("[data-action=present]");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(view.has(".agw-scrub")).toBe(false);
    expect(ids()).toEqual(["e1", "e2", "e3"]);
  });
});

describe("a page that was loaded later than the run began", () => {
  const transcript = { entries: [{ id: "e1", kind: "user" as const, text: "Hi" }] };
  const late = { seq: 9, t: 5000, transcript };
  const rows = [
    { seq: 8, t: 0, patches: [put("entries", { id: "e0", kind: "user", text: "First" })] },
    { seq: 9, t: 5000, patches: [put("entries", { id: "e1", kind: "user", text: "Hi" })] },
  ];

  it("fetches the tape, and then shows the run from its beginning", async () => {
    view = new Mounted();
    view.python.client.loadSnapshot(late);
    await drawn();
    await open();
    expect(view.python.commands("tape")).toHaveLength(1);
    expect(view.has("input[type=range]")).toBe(false);
    view.python.deliver({ type: "tape", header: {} as never, rows });
    view.python.reply(true);
    await drawn();
    await seek(1);
    expect(ids()).toEqual(["e0"]);
  });

  it.each([
    ["the button", () => view.click("[data-action=present]")],
    ["the key r", () => view.key("r")],
  ])("has a way back while Python does not answer: %s", async (_, goBack) => {
    view = new Mounted();
    view.python.client.loadSnapshot(late);
    await drawn();
    await open();
    expect(view.text(".agw-scrub")).toContain("Fetching the recording from Python…");
    await goBack();
    expect(view.has(".agw-scrub")).toBe(false);
    expect(view.has("[data-action=replay]")).toBe(true);
  });

  it("shows what came since, where Python refuses", async () => {
    view = new Mounted();
    view.python.client.loadSnapshot(late);
    view.python.row([put("entries", { id: "e2", kind: "message", text: "Hello" })], { seq: 10, t: 6000 });
    await drawn();
    await open();
    view.python.reply(false, "The tape is gone.");
    await drawn();
    expect(slider().max).toBe("1");
    await seek(0);
    expect(ids()).toEqual(["e1"]);
    expect(view.text(".agw-instant")).toBe("0:05.0");
  });

  it("stays in the present where Python sent the view back there before the tape came", async () => {
    view = new Mounted();
    view.python.client.loadSnapshot(late);
    await drawn();
    await open();
    view.python.client.instant.value = { t: null };
    await drawn();
    view.python.deliver({ type: "tape", header: {} as never, rows });
    view.python.reply(true);
    await drawn();
    expect(view.root.dataset.replaying).toBeUndefined();
    view.python.row([put("entries", { id: "e2", kind: "message", text: "Hello" })], { seq: 10, t: 6000 });
    await drawn();
    expect(ids()).toEqual(["e1", "e2"]);
  });

  it("goes to the instant that Python sent it to once the tape has come", async () => {
    view = new Mounted();
    view.python.client.loadSnapshot(late);
    view.python.client.instant.value = { t: 100 };
    await drawn();
    view.python.deliver({ type: "tape", header: {} as never, rows });
    view.python.reply(true);
    await drawn();
    expect([position(), ids()]).toEqual([1, ["e0"]]);
  });

  it("asks nobody where no Python can be there", async () => {
    const saved = new Mounted({ live: false });
    saved.python.client.loadSnapshot(late);
    await drawn();
    await saved.click("[data-action=replay]");
    expect(saved.find<HTMLInputElement>("input[type=range]").max).toBe("0");
    expect(saved.python.sent).toEqual([]);
  });
});

describe("the minimap", () => {
  const marks = () =>
    view.all(".agw-minimap rect").map((rect) => [rect.getAttribute("class"), rect.getAttribute("x")]);

  it("marks what happened where on the slider", async () => {
    await open();
    expect(view.find(".agw-minimap").getAttribute("viewBox")).toBe("0 0 5 16");
    expect(marks()).toEqual([
      ["agw-mark-text", "2"],
      ["agw-mark-tool", "3"],
    ]);
  });

  it("is drawn from what the run has become when the reader moves", async () => {
    await open();
    view.python.row([put("entries", { id: "e4", kind: "error", state: "failed" })], { t: 14_000 });
    await seek(1);
    await seek(2);
    expect(marks().at(-1)).toEqual(["agw-mark-bad", "5"]);
  });
});
