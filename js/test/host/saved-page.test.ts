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
  const { outputs, manager } = notebook(page("running"), page("running", "r2"), page("failed"));
  const stop = updateSavedPage(manager, python.client, "r1");
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
    const stop = updateSavedPage(manager, python.client, "r1");
    python.deliver({ type: "reply", to: 0, ok: true });
    python.facts({ status });
    vi.advanceTimersByTime(5000);
    expect(python.commands("saved")).toEqual([]);
    stop();
  }
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
