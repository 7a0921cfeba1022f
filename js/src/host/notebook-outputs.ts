/** The outputs of the notebook, as JupyterLab's widget manager lets a widget see them. */

const WIDGET = "application/vnd.jupyter.widget-view+json";

/** Other hosts have nothing like it. */
export interface WidgetManager {
  get_model?(id: string): Promise<{ get(name: string): unknown }>;
  context?: { path?: string; model?: { cells?: Iterable<{ outputs?: CellOutputs }> } };
}
export interface CellOutputs {
  add(output: object): void;
  length: number;
  get(index: number): { data: Record<string, unknown>; toJSON(): object };
  set(index: number, output: object): void;
}

/** Every output of the notebook's cells. */
export function* outputsOf(manager: WidgetManager | undefined) {
  for (const { outputs } of manager?.context?.model?.cells ?? [])
    for (let index = 0; outputs && index < outputs.length; index++)
      yield { outputs, index, data: outputs.get(index).data ?? {} };
}

/** The id of the widget that an output shows; empty if it shows none. */
export function idOf(data: Record<string, unknown>): string {
  const view = data[WIDGET] as { model_id?: string } | undefined;
  return view?.model_id ?? "";
}
