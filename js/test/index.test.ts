import { expect, it, vi } from "vitest";
import widget, { type Model } from "../src/index";
import { put } from "./fake-python";
import { drawn } from "./mounted";

class FakeModel implements Model {
  readonly sent: unknown[] = [];
  instant: unknown;
  snapshot: unknown = { seq: 1, t: 0, transcript: { entries: [{ id: "e1", kind: "user", text: "Hi" }] } };
  #listeners = new Map<string, Set<(...given: never[]) => void>>();

  get(name: string): unknown {
    return this[name as "snapshot" | "instant"];
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
