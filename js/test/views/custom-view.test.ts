import { expect, it, vi } from "vitest";
import { drawn, Mounted } from "../mounted";

const DRAWN = "application/vnd.agents-widget.view+json";

/** A view whose only call returned `value`, open, with `module` as the user's. */
async function opened(value: unknown, module: unknown, more: object = {}): Promise<Mounted> {
  const view = new Mounted();
  view.python.client.libraries.load = (async () => module) as typeof view.python.client.libraries.load;
  view.python.entry({
    id: "t1",
    kind: "tool_call",
    tool: "plot",
    arguments: '{"unit": "<b>kg"}',
    output: "the plain result",
    display: { [DRAWN]: JSON.stringify({ tool: "plot", value, ...more }) },
  });
  await drawn();
  await view.click("[data-tool=plot]");
  await drawn();
  return view;
}

it("draws data in an element of its own, and again when something changes", async () => {
  const calls: unknown[] = [];
  const ended = vi.fn();
  const view = await opened([1, 2], {
    default: ({ el, ...given }: { el: HTMLElement; value: number[]; args: { unit: string } }) => {
      calls.push(given);
      expect(el.childNodes.length).toBe(0);
      el.textContent = `${given.value.length} in ${given.args.unit}`;
      return ended;
    },
  });
  expect(view.text(".agw-custom-view")).toBe("2 in <b>kg");
  expect(view.find(".agw-custom-view").hidden).toBe(false);
  view.python.set("t1", { arguments: '{"unit": "g"}' });
  await drawn();
  expect(view.text(".agw-custom-view")).toBe("2 in g");
  expect(ended).toHaveBeenCalledTimes(1);
  expect(calls[0]).toEqual({
    value: [1, 2],
    args: { unit: "<b>kg" },
    theme: "light",
    show: expect.any(Function),
  });
  await view.click("[data-tool=plot]");
  expect(ended).toHaveBeenCalledTimes(2);
});

it("tells the module what the fields of a table are", async () => {
  const columns = [{ name: "a.1", label: "a", is_index: false }];
  const given = vi.fn();
  await opened([{ "a.1": 1 }], { default: given }, { columns });
  expect(given.mock.calls[0]![0]).toMatchObject({ value: [{ "a.1": 1 }], columns });
});

it.each([
  ["throws", { default: () => null!["x" as never] }, "The view of plot failed: TypeError"],
  ["rejects", { default: async () => Promise.reject(new Error("no")) }, "The view of plot failed: Error: no"],
  ["has no function", { default: 3 }, "default export is not a function"],
])("says so and shows the result when the module %s", async (_, module, message) => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const view = await opened([1], module);
  expect(view.text(".agw-callout")).toContain(message);
  expect(view.text(".agw-call-detail")).toContain("the plain result");
  expect(view.find(".agw-custom-view").hidden).toBe(true);
  expect(logged).toHaveBeenCalledTimes(1);
});

it("shows the result while the module is not there", async () => {
  const view = await opened([1], new Promise(() => {}));
  expect(view.has(".agw-callout")).toBe(false);
  expect(view.text(".agw-call-detail")).toContain("the plain result");
});

it("draws once the module has come, in place of the result", async () => {
  let arrive: (module: unknown) => void = () => {};
  const view = await opened([1], new Promise((resolve) => (arrive = resolve)));
  expect(view.text(".agw-custom-view[hidden] + pre")).toBe("the plain result");
  arrive({ default: ({ el }: { el: HTMLElement }) => void (el.textContent = "drawn") });
  await drawn();
  expect(view.find(".agw-custom-view").hidden).toBe(false);
  expect(view.text(".agw-custom-view")).toBe("drawn");
  expect(view.has(".agw-custom-view + pre")).toBe(false);
});

it("draws in the colours of the view, also when these change", async () => {
  const themes: string[] = [];
  const view = await opened(1, { default: ({ theme }: { theme: string }) => void themes.push(theme) });
  document.body.style.backgroundColor = "rgb(10, 10, 10)";
  document.documentElement.dataset.theme = "dark";
  await drawn();
  document.body.removeAttribute("style");
  delete document.documentElement.dataset.theme;
  expect(view.root.dataset.theme).toBe("dark");
  expect(themes).toEqual(["light", "dark"]);
});

it("gives arguments that are no JSON as text", async () => {
  const seen: unknown[] = [];
  const view = await opened(1, { default: ({ args }: { args: unknown }) => void seen.push(args) });
  for (const given of ["", '{"half": ']) {
    view.python.set("t1", { arguments: given });
    await drawn();
  }
  expect(seen.slice(1)).toEqual([{}, '{"half": ']);
});

it("tries again with new data after it failed", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const draw = ({ el, value }: { el: HTMLElement; value: number }) => {
    if (value < 2) throw new RangeError("too small");
    el.textContent = `drew ${value}`;
  };
  const view = await opened(1, { default: draw });
  expect(view.text(".agw-callout")).toContain("too small");
  view.python.set("t1", { display: { [DRAWN]: JSON.stringify({ tool: "plot", value: 2 }) } });
  await drawn();
  expect(view.has(".agw-callout")).toBe(false);
  expect(view.text(".agw-custom-view")).toBe("drew 2");
});

it("cleans up what is ready only after the view was left", async () => {
  const cleaned = vi.fn();
  let ready: (clean: () => void) => void = () => {};
  const view = await opened(1, { default: () => new Promise<() => void>((resolve) => (ready = resolve)) });
  await view.click("[data-tool=plot]");
  expect(cleaned).not.toHaveBeenCalled();
  ready(cleaned);
  await drawn();
  expect(cleaned).toHaveBeenCalledTimes(1);
});

it("shows the other forms of the result in place of what the module could not draw", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const view = await opened(1, { default: null });
  const value = JSON.stringify({ tool: "plot", value: 1 });
  view.python.set("t1", { display: { [DRAWN]: value, "text/markdown": "**rich**" } });
  await drawn();
  expect(view.text(".agw-call-detail strong")).toBe("rich");
});

it("can give data to the renderer of the host", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const show = ({ value, show }: { value: unknown; show: (type: string, data: unknown) => unknown }) =>
    show("x/plot", value);
  const view = await opened([1], { default: show });
  expect(view.text(".agw-callout")).toContain("This page has no renderer of x/plot");
  expect(logged).toHaveBeenCalled();
});
