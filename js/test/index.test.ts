import { describe, expect, it, vi } from "vitest";
import widget, { type Model } from "../src/index";
import { put } from "./fake-python";
import { drawn } from "./mounted";

class FakeModel implements Model {
  readonly sent: unknown[] = [];
  instant: unknown;
  run = "r1";
  suggestions: string[] | undefined;
  widget_manager: unknown;
  snapshot: unknown = { seq: 1, t: 0, transcript: { entries: [{ id: "e1", kind: "user", text: "Hi" }] } };
  #listeners = new Map<string, Set<(...given: never[]) => void>>();

  get(name: string): unknown {
    return this[name as "snapshot" | "instant" | "run" | "suggestions"];
  }

  send(content: unknown): void {
    this.sent.push(content);
  }

  on(event: string, callback: (...given: never[]) => void): void {
    this.#listeners.set(event, (this.#listeners.get(event) ?? new Set()).add(callback));
  }

  off(event: string, callback: (...given: never[]) => void): void {
    this.#listeners.get(event)?.delete(callback);
  }

  fire(event: string, content?: unknown): void {
    this.#listeners.get(event)?.forEach((listener) => listener(content as never));
  }
}

const page = () => document.body.appendChild(document.createElement("div"));

it("shows the snapshot, then rows, in every view of the model", async () => {
  const model = new FakeModel();
  const { initialize, render } = widget();
  const end = initialize({ model });
  const [one, two] = [page(), page()];
  const closeOne = render({ model, el: one });
  render({ model, el: two });
  expect(model.sent).toEqual([{ type: "hello" }, { type: "hello" }]);
  model.fire("msg:custom", {
    seq: 2,
    t: 10,
    patches: [put("entries", { id: "e2", kind: "message", text: "Hello" })],
  });
  await drawn();
  for (const el of [one, two]) expect(el.querySelectorAll("[data-kind]")).toHaveLength(2);
  closeOne();
  expect(one.childElementCount).toBe(0);
  model.snapshot = { seq: 9, t: 20, transcript: { status: "done" } };
  model.fire("change:snapshot");
  await drawn();
  expect(two.querySelector<HTMLElement>(".agw")!.dataset).toMatchObject({ status: "done", seq: "9" });
  end();
  model.fire("msg:custom", { seq: 10, t: 30, patches: [{ op: "set", at: ["status"], value: "failed" }] });
  await drawn();
  expect(two.querySelector<HTMLElement>(".agw")!.dataset.status).toBe("done");
});

it("makes its client in render where a host does not initialize", async () => {
  const el = page();
  widget().render({ model: new FakeModel(), el });
  await drawn();
  expect(el.querySelector("[data-kind=user]")).not.toBeNull();
});

it("tells every view, also a later one, of the instant that Python sought", async () => {
  const model = new FakeModel();
  const { initialize, render } = widget();
  initialize({ model });
  const [one, two] = [page(), page()];
  render({ model, el: one });
  model.instant = { t: 0, nth: 1 };
  model.fire("change:instant");
  render({ model, el: two });
  await vi.waitFor(() => {
    for (const el of [one, two]) {
      expect(el.querySelector(".agw")).not.toBeNull();
      expect(el.querySelector("[data-action=replay]")).toBeNull();
    }
  });
});

it("says that the run is unfinished when its kernel has gone", async () => {
  const model = new FakeModel();
  const { render } = widget();
  const el = page();
  render({ model, el });
  model.fire("msg:custom", { type: "reply", to: 0, ok: true });
  await drawn();
  expect(el.querySelector(".agw-status-word")!.textContent).toBe("Running");
  model.send = () => {
    throw new Error("Cannot send");
  };
  model.fire("comm_live_update");
  await drawn();
  expect(el.querySelector(".agw-status-word")!.textContent).toBe("Unfinished");
  expect(el.querySelector(".agw-recorded")).not.toBeNull();
  expect(el.querySelector("[data-action=stop]")).toBeNull();
});

it("goes at once where Python had sent it before the page was loaded", async () => {
  const model = new FakeModel();
  model.instant = { t: 0 };
  const el = page();
  widget().render({ model, el });
  await vi.waitFor(() => {
    expect(el.querySelector<HTMLElement>(".agw")?.dataset.replaying).toBe("true");
  });
});

it("shows an empty run where the host has no snapshot yet, and the one that comes", async () => {
  const model = new FakeModel();
  const snapshot = model.snapshot;
  model.snapshot = null;
  const el = page();
  widget().render({ model, el });
  await drawn();
  expect(el.querySelector("[data-kind]")).toBeNull();
  model.snapshot = snapshot;
  model.fire("change:snapshot");
  await drawn();
  expect(el.querySelector("[data-kind=user]")?.textContent).toContain("Hi");
});

it("offers the model's suggestions", async () => {
  const model = new FakeModel();
  model.suggestions = ["What is new?"];
  model.snapshot = { seq: 1, t: 0, transcript: { status: "done", abilities: ["say"] } };
  const el = page();
  widget().render({ model, el });
  model.fire("msg:custom", { type: "reply", to: 0, ok: true });
  await drawn();
  expect(el.querySelector(".agw-suggestions")?.textContent).toBe("What is new?");
});

it("keeps the runs of two models apart", async () => {
  const models = [new FakeModel(), new FakeModel()];
  const pages = models.map((model) => {
    const el = page();
    widget().render({ model, el });
    return el;
  });
  models[1]!.fire("msg:custom", {
    seq: 2,
    t: 10,
    patches: [put("entries", { id: "e2", kind: "message", text: "Hello" })],
  });
  await drawn();
  expect(pages.map((el) => el.querySelectorAll("[data-kind]").length)).toEqual([1, 2]);
});

describe("the saved page", () => {
  const SAVED = '<section class="agw-static" data-run="r1" data-status="running">';

  it("of its run is hidden as long as a view is there", async () => {
    const [own, other] = ["r1", "r2"].map((run) => {
      const saved = document.body.appendChild(document.createElement("section"));
      saved.className = "agw-static";
      saved.dataset.run = run;
      return saved;
    });
    const shown = () => [own!, other!].map((saved) => getComputedStyle(saved).display !== "none");
    const close = widget().render({ model: new FakeModel(), el: page() });
    expect(shown()).toEqual([false, true]);
    close();
    expect(shown()).toEqual([true, true]);
  });

  /** A model in a notebook whose cell still has the page of the run at work. */
  function inNotebook() {
    const model = new FakeModel();
    const output: { data: Record<string, unknown> } = { data: { "text/html": SAVED } };
    const outputs = {
      length: 1,
      get: () => ({ data: output.data, toJSON: () => output }),
      set: (_: number, written: typeof output) => void (output.data = written.data),
    };
    model.widget_manager = { context: { model: { cells: [{ outputs }] } } };
    const { initialize } = widget();
    return { model, output, end: initialize({ model }) };
  }
  const asked = (model: FakeModel) =>
    model.sent.filter((command) => (command as { type: string }).type === "saved");

  it("is brought up to date when the run has ended", async () => {
    const { model, output, end } = inNotebook();
    model.fire("msg:custom", { seq: 2, t: 9, patches: [{ op: "set", at: ["status"], value: "done" }] });
    vi.advanceTimersByTime(3000);
    expect(asked(model)).toHaveLength(1);
    model.fire("msg:custom", { type: "saved", forms: { "text/html": "the end" } });
    expect(output.data).toEqual({ "text/html": "the end" });
    end();
  });

  it("is left alone by a widget that has gone", async () => {
    const { model, end } = inNotebook();
    model.fire("msg:custom", { seq: 2, t: 9, patches: [{ op: "set", at: ["status"], value: "done" }] });
    end();
    vi.advanceTimersByTime(3000);
    expect(asked(model)).toEqual([]);
  });
});

it("hears nothing of a model after its end", () => {
  const model = new FakeModel();
  const end = widget().initialize({ model });
  model.fire("comm_live_update");
  expect(model.sent).toEqual([{ type: "hello" }]);
  end();
  model.fire("comm_live_update");
  model.fire("msg:custom", { seq: 7, t: 0, patches: [] });
  expect(model.sent).toHaveLength(1);
});
