/**
 * The saved page of a view that Python could not place: in an output that was displayed before it captured the
 * view, or in a box that was given it later. It is added below what shows the view.
 */

import { effect } from "@preact/signals";
import { idOf, outputsOf, type CellOutputs, type WidgetManager } from "./notebook-outputs";
import type { PageSource } from "./saved-page";

/** Python's own page follows what shows the view: wait for that first. */
const WAIT_FOR_PYTHON_MS = 2000;

/** Add the page of a run to the notebook, if it has none. Returns how to stop. */
export function addMissingPage(host: unknown, client: PageSource): () => void {
  const { run } = client;
  const manager = host as WidgetManager | undefined;
  let stop = () => {};
  const look = async () => {
    const outputs = hasPage(manager, run) ? null : await findOutputs(manager, run);
    if (!outputs) return;
    stop = effect(() => {
      const data = client.savedPage.value;
      if (data && !hasPage(manager, run)) outputs.add({ output_type: "display_data", metadata: {}, data });
    });
    client.connection.send({ type: "saved" });
  };
  const timer = setTimeout(() => void look(), WAIT_FOR_PYTHON_MS);
  return () => {
    clearTimeout(timer);
    stop();
  };
}

function hasPage(manager: WidgetManager | undefined, run: string): boolean {
  const mark = `data-run="${run}"`;
  return [...outputsOf(manager)].some(({ data }) => String(data["text/html"] ?? "").includes(mark));
}

/** The outputs of the cell that shows the run's view, within whatever widgets. */
async function findOutputs(manager: WidgetManager | undefined, run: string): Promise<CellOutputs | null> {
  for (const { outputs, data } of outputsOf(manager))
    if (await shows(manager, idOf(data), run)) return outputs;
  return null;
}

/** Whether a widget is the run's view, or has it among what it holds. */
async function shows(manager: WidgetManager | undefined, id: string, run: string): Promise<boolean> {
  if (!id || !manager?.get_model) return false;
  const model = await manager.get_model(id).catch(() => null);
  if (!model) return false;
  if (model.get("run") === run) return true;
  for (const held of heldBy(model)) if (await shows(manager, held, run)) return true;
  return false;
}

/** The ids of the widgets in a box, or in what an output has captured. */
function heldBy(model: { get(name: string): unknown }): string[] {
  const children = (model.get("children") ?? []) as { model_id?: string }[];
  const outputs = (model.get("outputs") ?? []) as { data?: Record<string, unknown> }[];
  return [...children.map(({ model_id }) => model_id ?? ""), ...outputs.map(({ data }) => idOf(data ?? {}))];
}
