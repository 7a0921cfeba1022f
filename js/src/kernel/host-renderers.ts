/** The host's own renderers of MIME types, as JupyterLab has them: for Plotly, Vega and what else is installed. */

/** A part of JupyterLab's `IRenderMimeRegistry`. */
export interface HostRenderers {
  readonly mimeTypes: readonly string[];
  createRenderer(type: string): { node: HTMLElement; renderModel(model: unknown): Promise<void> };
  createModel(options: { data: Record<string, unknown>; trusted: boolean }): unknown;
}

/** The renderers of a widget's host; null where it has none that can be asked. */
export function renderersOf(manager: unknown): HostRenderers | null {
  const found = (manager as { rendermime?: HostRenderers } | undefined)?.rendermime;
  return typeof found?.createRenderer === "function" ? found : null;
}
