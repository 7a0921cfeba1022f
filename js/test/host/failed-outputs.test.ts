import { beforeEach, expect, it, vi } from "vitest";
import { showFailedOutputs } from "../../src/host/failed-outputs";

const MIME = "application/vnd.jupyter.widget-view+json";
let drawn: string[];

beforeEach(() => {
  drawn = [];
  document.body.replaceChildren();
});

/** A notebook with an output for each widget, as JupyterLab leaves them: drawn, or given up. */
function notebookOf(...widgets: { id: string; views: number; isFailed: boolean; isThere?: boolean }[]) {
  const elements = widgets.map(({ id, isFailed }) => {
    const element = document.body.appendChild(document.createElement("div"));
    element.className = `jp-OutputArea-output${isFailed ? " jupyter-widgets" : ""}`;
    element.textContent = isFailed ? "Error displaying widget: model not found" : id;
    return element;
  });
  const outputs = {
    length: widgets.length,
    add() {},
    get: (index: number) => ({
      data: { [MIME]: { model_id: widgets[index]!.id } },
      toJSON: () => ({ nth: index }),
    }),
    set(index: number) {
      drawn.push(widgets[index]!.id);
      elements[index]!.textContent = "Loading widget...";
    },
  };
  const views = new Map(widgets.map(({ id, views }) => [id, Object.fromEntries(Array(views).entries())]));
  const isThere = (id: string) => widgets.some((widget) => widget.id === id && widget.isThere !== false);
  const manager = {
    has_model: isThere,
    get_model: async (id: string) => ({ get: () => null, views: views.get(id)! }),
    context: { model: { cells: [{ outputs }] } },
  };
  return { manager, elements };
}

it("draws what was given up again, although its model has come, and nothing else", async () => {
  const { manager, elements } = notebookOf(
    { id: "shown", views: 1, isFailed: false },
    { id: "failed", views: 0, isFailed: true },
    { id: "gone", views: 0, isFailed: true, isThere: false },
  );
  showFailedOutputs(manager);
  await vi.runAllTimersAsync();
  expect(drawn).toEqual(["failed"]);
  expect(elements.map((element) => element.classList.contains("jupyter-widgets"))).toEqual([
    false,
    false,
    true,
  ]);
});

it("leaves a notebook alone where nothing was given up", async () => {
  const { manager } = notebookOf({ id: "scrolled away", views: 0, isFailed: false });
  showFailedOutputs(manager);
  await vi.runAllTimersAsync();
  expect(drawn).toEqual([]);
});

it("does nothing in another host", async () => {
  document.body.innerHTML = "<div class='jp-OutputArea-output jupyter-widgets'></div>";
  showFailedOutputs({});
  await vi.runAllTimersAsync();
  expect(drawn).toEqual([]);
});
