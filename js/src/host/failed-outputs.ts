/**
 * Outputs that JupyterLab gave up: where a page is busy after it was loaded anew, it does not see that the model which
 * it waits for has come. It looks for two seconds, and not once more when they are over
 * (`get_model` of ipywidgets 8.1.9: https://github.com/jupyter-widgets/ipywidgets/issues/4026).
 */

import { idOf, outputsOf, type WidgetManager } from "./notebook-outputs";

/** Whoever began to look for a model before it came has found it then, or has given up. */
const LOOKED_MS = 2500;
/** An output whose widget was not found. */
const FAILED = ".jp-OutputArea-output.jupyter-widgets";

interface ModelsManager extends WidgetManager {
  has_model?(id: string): boolean;
  get_model?(id: string): Promise<{ get(name: string): unknown; views?: object }>;
}

/** Show what was given up before a model came, when that is known. */
export function showFailedOutputs(manager: ModelsManager): void {
  setTimeout(() => {
    if (!document.querySelector(FAILED)) return;
    for (const { outputs, index, data } of outputsOf(manager))
      isUnseen(manager, idOf(data)).then((isFailed) => {
        if (isFailed) draw(() => outputs.set(index, outputs.get(index).toJSON()));
      }, console.error);
  }, LOOKED_MS);
}

/** Whether a model is there of which no view was made. */
async function isUnseen(manager: ModelsManager, id: string): Promise<boolean> {
  if (!id || !manager.has_model?.(id)) return false;
  const { views } = await manager.get_model!(id);
  return views !== undefined && Object.keys(views).length === 0;
}

/** Have an output drawn again; it would keep the mark of those that failed. */
function draw(again: () => void): void {
  const failed = [...document.querySelectorAll(FAILED)].map((output) => ({
    output,
    text: output.textContent,
  }));
  again();
  for (const { output, text } of failed)
    if (output.textContent !== text) output.classList.remove("jupyter-widgets");
}
