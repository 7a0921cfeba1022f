/**
 * What each widget carries where the view is a model of its own: it takes the view from there.
 *
 * So the view travels once for all widgets of a kernel, and a page reads it once.
 */

import { showFailedOutputs } from "./host/failed-outputs";
import { hearPython, type HostModel } from "./host/late-model";
import type { Model } from "./index";

interface Props {
  model: Model;
  el: HTMLElement;
}
interface View {
  initialize(props: Props): unknown;
  render(props: Props): unknown;
}
type ViewModule = { default: () => View };
interface WidgetManager {
  get_model(id: string): Promise<HostModel & Pick<Model, "get">>;
}

/** How ipywidgets writes a reference to a model. */
const REFERENCE = "IPY_MODEL_";

/** The modules of this page by their source: another kernel may bring another version. */
const modules: Map<string, Promise<ViewModule>> = ((
  globalThis as { agentsWidgetViews?: Map<string, Promise<ViewModule>> }
).agentsWidgetViews ??= new Map());

/** As the view's own entry, for a host that waits. anywidget drops no message until `initialize` is done. */
export default function widget() {
  let view: Promise<View> | undefined;
  const load = ({ model }: Props) => (view ??= loadView(model).then((module) => module.default()));
  return {
    async initialize(props: Props) {
      // Not awaited: what it looks at comes after this.
      hearPython(managerOf(props.model), String(props.model.get("run"))).catch(console.error);
      showFailedOutputs(managerOf(props.model));
      return (await load(props)).initialize(props);
    },
    render: async (props: Props) => (await load(props)).render(props),
  };
}

async function loadView(model: Model): Promise<ViewModule> {
  return loadSource(managerOf(model), String(model.get("view_source")));
}

async function loadSource(manager: WidgetManager, reference: string): Promise<ViewModule> {
  const source = await manager.get_model(reference.slice(REFERENCE.length));
  const text = String(source.get("view"));
  const module = modules.get(text) ?? importView(manager, source);
  modules.set(text, module);
  return module;
}

function managerOf(model: Model): WidgetManager {
  return model.widget_manager as WidgetManager;
}

async function importView(manager: WidgetManager, source: Pick<Model, "get">): Promise<ViewModule> {
  const base = source.get("base");
  const style = document.createElement("style");
  style.textContent = String(source.get("style"));
  // After the base's, which its style sheet goes on from.
  const baseModule = base ? await loadSource(manager, String(base)) : null;
  document.head.append(style);
  const url = URL.createObjectURL(new Blob([String(source.get("view"))], { type: "text/javascript" }));
  try {
    const module = await import(/* @vite-ignore */ url);
    return baseModule ? { default: module.default(baseModule) } : module;
  } finally {
    URL.revokeObjectURL(url);
  }
}
