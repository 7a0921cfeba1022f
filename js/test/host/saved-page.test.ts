import { expect, it, vi } from "vitest";
import { hideSavedPage, isUnfinishedPage, updateSavedPage } from "../../src/host/saved-page";
import { FakePython } from "../fake-python";

const page = (status: string, run = "r1") =>
  `<section class="agw-static" data-run="${run}" data-status="${status}">`;

/** What JupyterLab's widget manager shows of a notebook with these pages, each an output of one cell. */
function notebook(...pages: string[]) {
  const outputs = pages.map((html) => ({ output_type: "display_data", data: { "text/html": html } }));
  const area = {
    length: outputs.length,
    get: (at: number) => ({ data: outputs[at]!.data, toJSON: () => outputs[at]! }),
    set: (at: number, output: object) => void (outputs[at] = output as (typeof outputs)[0]),
  };
  return { outputs, manager: { context: { model: { cells: [{}, { outputs: area }] } } } };
}

it("writes the end into a notebook that would keep an earlier state", () => {
  const python = new FakePython();
  python.client.run = "r1";
  const { outputs, manager } = notebook(page("running"), page("running", "r2"), page("failed"));
  const stop = updateSavedPage(manager, python.client);
  python.deliver({ type: "reply", to: 0, ok: true });
  python.facts({ status: "done" });
  expect(python.commands("saved")).toEqual([]);
  vi.advanceTimersByTime(5000);
  expect(python.commands("saved")).toEqual([{ type: "saved" }]);
  const data = { "text/html": page("done"), "text/plain": "Done" };
  python.deliver({ type: "saved", forms: data });
  expect(outputs.map((output) => output.data["text/html"])).toEqual([
    page("done"),
    page("running", "r2"),
    page("failed"),
  ]);
  expect(outputs[0]).toEqual({ output_type: "display_data", data });
  stop();
});

it("asks for nothing while the run works, where Python was first, and where there is no notebook", () => {
  for (const [status, manager] of [
    ["running", notebook(page("running")).manager],
    ["done", notebook(page("done")).manager],
    ["done", {}],
    ["done", undefined],
  ] as const) {
    const python = new FakePython();
    python.client.run = "r1";
    const stop = updateSavedPage(manager, python.client);
    python.deliver({ type: "reply", to: 0, ok: true });
    python.facts({ status });
    vi.advanceTimersByTime(5000);
    expect(python.commands("saved")).toEqual([]);
    stop();
  }
});

it("reads no page of another run, of which a notebook may have many", () => {
  const parse = vi.spyOn(DOMParser.prototype, "parseFromString");
  const others = Array.from({ length: 50 }, (_, at) => page("running", `agw-${at}`));
  const python = new FakePython();
  python.client.run = "r1";
  const stop = updateSavedPage(notebook(...others, page("running")).manager, python.client);
  python.deliver({ type: "reply", to: 0, ok: true });
  vi.advanceTimersByTime(60_000);
  expect(parse).toHaveBeenCalledTimes(1);
  stop();
  parse.mockRestore();
});

it("asks now and then while the run works, where nothing writes the page", () => {
  const python = new FakePython();
  python.client.run = "r1";
  const { outputs, manager } = notebook(page("running"));
  const stop = updateSavedPage(manager, python.client);
  python.deliver({ type: "reply", to: 0, ok: true });
  python.facts({ status: "running" });
  vi.advanceTimersByTime(60_000);
  expect(python.commands("saved")).toEqual([]);
  python.facts({ agent: "A" });
  vi.advanceTimersByTime(60_000);
  expect(python.commands("saved")).toHaveLength(1);
  python.deliver({ type: "saved", forms: { "text/html": page("running") + "more" } });
  expect(outputs[0]!.data["text/html"]).toContain("more");
  vi.advanceTimersByTime(180_000);
  expect(python.commands("saved")).toHaveLength(1);
  stop();
});

it("asks for nothing where the page changes, or the widget is gone", () => {
  const python = new FakePython();
  python.client.run = "r1";
  const { outputs, manager } = notebook(page("running"));
  const stop = updateSavedPage(manager, python.client);
  python.deliver({ type: "reply", to: 0, ok: true });
  for (let minute = 0; minute < 3; minute++) {
    python.facts({ status: "running", agent: `A${minute}` });
    outputs[0]!.data = { "text/html": page("running") + minute };
    vi.advanceTimersByTime(60_000);
  }
  stop();
  python.facts({ agent: "B" });
  vi.advanceTimersByTime(180_000);
  expect(python.commands("saved")).toEqual([]);
});

it("waits until Python had the time to do it, and asks once for each end", () => {
  const python = new FakePython();
  python.client.run = "r1";
  const stop = updateSavedPage(notebook(page("running")).manager, python.client);
  python.deliver({ type: "reply", to: 0, ok: true });
  python.facts({ status: "done" });
  vi.advanceTimersByTime(1900);
  expect(python.commands("saved")).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(python.commands("saved")).toHaveLength(1);
  stop();
});

it.each<[string, (python: FakePython, stop: () => void) => void]>([
  ["the run goes on before", (python) => python.facts({ status: "running" })],
  ["Python is lost before", (python) => python.client.connection.onDisconnect()],
  ["the widget goes away before", (_, stop) => stop()],
])("asks for nothing where %s", (_, happen) => {
  const python = new FakePython();
  python.client.run = "r1";
  const stop = updateSavedPage(notebook(page("waiting")).manager, python.client);
  python.deliver({ type: "reply", to: 0, ok: true });
  python.facts({ status: "failed" });
  vi.advanceTimersByTime(1000);
  happen(python, stop);
  vi.advanceTimersByTime(10_000);
  expect(python.commands("saved")).toEqual([]);
  stop();
});

it("asks when Python is there again, for a run that ended without this page", () => {
  const python = new FakePython();
  python.client.run = "r1";
  python.client.loadSnapshot({ seq: 5, t: 0, transcript: { status: "cancelled" } });
  const stop = updateSavedPage(notebook(page("running")).manager, python.client);
  vi.advanceTimersByTime(10_000);
  expect(python.commands("saved")).toEqual([]);
  python.deliver({ type: "reply", to: 0, ok: true });
  vi.advanceTimersByTime(2000);
  expect(python.commands("saved")).toHaveLength(1);
  stop();
});

it("writes every earlier state of the run, whatever else the cells hold", () => {
  const python = new FakePython();
  python.client.run = "r1";
  const { outputs, manager } = notebook(page("running"), page("waiting"), "<p>", page("cancelled"));
  const image = { output_type: "display_data", data: { "image/png": "…" } as Record<string, string> };
  outputs.splice(1, 0, image as never);
  manager.context.model.cells[1]!.outputs!.length = outputs.length;
  const stop = updateSavedPage(manager, python.client);
  python.deliver({ type: "saved", forms: { "text/html": "new" } });
  const found = outputs.map(({ data }) => data["text/html"]);
  expect(found).toEqual(["new", undefined, "new", "<p>", page("cancelled")]);
  stop();
  outputs[0]!.data = { "text/html": page("running") };
  python.deliver({ type: "saved", forms: { "text/html": "newer" } });
  expect(outputs[0]!.data["text/html"]).toBe(page("running"));
});

it.each([
  [page("running"), true],
  [page("waiting"), true],
  [page("done"), false],
  [page("running", "r2"), false],
  [
    `<style>p{}</style><section data-status='running' id=x data-run=r1 class="mathjax_ignore agw-static">`,
    true,
  ],
  [`<pre>&lt;section class="agw-static" data-run="r1" data-status="running"></pre>`, false],
  [`<section class="agw-static" data-status="running">`, false],
  [`<p>data-run="r1" data-status="running"</p>`, false],
  [`<div class="agw-static" data-run="r1" data-status="running">`, false],
  [`<section class="agw-static-not" data-run="r1" data-status="running">`, false],
  [`${page("running", "r2")}</section>${page("waiting")}</section>`, true],
  ["", false],
])("finds the markers of an unfinished page in whatever order: %s", (html, unfinished) => {
  expect(isUnfinishedPage(html, "r1")).toBe(unfinished);
});

it("hides the page from inside of shadow roots too, as long as there is a view", () => {
  const outer = document.body.appendChild(document.createElement("div"));
  const inner = outer.attachShadow({ mode: "open" }).appendChild(document.createElement("div"));
  const element = inner.attachShadow({ mode: "open" }).appendChild(document.createElement("div"));
  const rules = () =>
    [document.head, outer.shadowRoot!, inner.shadowRoot!].map((home) =>
      [...home.querySelectorAll("style")].filter((style) => style.textContent.includes('[data-run="r1"]')),
    );
  const show = hideSavedPage(element, "r1");
  expect(rules().map((found) => found.length)).toEqual([1, 1, 1]);
  show();
  expect(rules().flat()).toEqual([]);
});

it("hides no other run's page", () => {
  const saved = ["r1", "r2"].map((run) => {
    const element = document.body.appendChild(document.createElement("section"));
    element.className = "agw-static";
    element.dataset.run = run;
    return element;
  });
  const show = hideSavedPage(document.body.appendChild(document.createElement("div")), "r1");
  expect(saved.map((element) => getComputedStyle(element).display === "none")).toEqual([true, false]);
  show();
  expect(saved.map((element) => getComputedStyle(element).display === "none")).toEqual([false, false]);
});

it("is hidden as long as any of two views is there", () => {
  const element = document.body.appendChild(document.createElement("div"));
  const saved = document.body.appendChild(document.createElement("section"));
  saved.className = "agw-static";
  saved.dataset.run = "r1";
  const [showFirst, showSecond] = [hideSavedPage(element, "r1"), hideSavedPage(element, "r1")];
  showFirst();
  expect(getComputedStyle(saved).display).toBe("none");
  showSecond();
  expect(getComputedStyle(saved).display).not.toBe("none");
});
