/**
 * What each widget carries where the view is a model of its own: it takes the view from there.
 *
 * So the view travels once for all widgets of a kernel, and a page reads it once for each language: the words that are
 * in use belong to the view's module, and a page may have views in several languages.
 */

import { languageOf, languageOfWords } from "./dom/language";
import { showFailedOutputs } from "./host/failed-outputs";
import { hearPython, type HostModel } from "./host/late-model";
import { followLayout } from "./host/layout";
import type { Model } from "./index";

interface Props {
  model: Model;
  el: HTMLElement;
}
interface View {
  initialize(props: Pick<Props, "model">): () => void;
  render(props: Props): () => void;
}
type ViewModule = { default: () => View };
interface WidgetManager {
  get_model(id: string): Promise<HostModel & Pick<Model, "get">>;
}

/** How ipywidgets writes a reference to a model. */
const REFERENCE = "IPY_MODEL_";

/** The modules of this page by language and source: another kernel may bring another version. */
const modules: Map<string, Promise<ViewModule>> = ((
  globalThis as { agentsWidgetViews?: Map<string, Promise<ViewModule>> }
).agentsWidgetViews ??= new Map());

/** As the view's own entry, for a host that waits. anywidget drops no message until `initialize` is done. */
export default function widget() {
  /** The view of the model, by the language that it is shown in. */
  const opened = new Map<string, Promise<View>>();
  const closes: (() => void)[] = [];

  function viewIn(language: string, model: Model): Promise<View> {
    const view = opened.get(language) ?? open(language, model);
    opened.set(language, view);
    return view;
  }

  async function open(language: string, model: Model): Promise<View> {
    const { default: makeView } = await loadSource(
      managerOf(model),
      String(model.get("view_source")),
      language,
    );
    const view = makeView();
    closes.push(view.initialize({ model }));
    return view;
  }

  return {
    async initialize({ model }: Pick<Props, "model">) {
      // Not awaited: what it looks at comes after this.
      hearPython(managerOf(model), String(model.get("run"))).catch(console.error);
      showFailedOutputs(managerOf(model));
      const language = String(model.get("language") || document.documentElement.lang);
      await viewIn(languageOfWords(language), model);
      return () => closes.forEach((close) => close());
    },
    async render({ model, el }: Props) {
      // Also where Python has said another one since, or the page around the view is in another one.
      const language = String(model.get("language") || languageOf(el));
      const leave = (await viewIn(languageOfWords(language), model)).render({ model, el });
      const stopFollowing = followLayout(model, el);
      return () => {
        stopFollowing();
        leave();
      };
    },
  };
}

async function loadSource(manager: WidgetManager, reference: string, language: string): Promise<ViewModule> {
  const source = await manager.get_model(reference.slice(REFERENCE.length));
  const key = `${language} ${String(source.get("view"))}`;
  const module = modules.get(key) ?? importView(manager, source, language);
  modules.set(key, module);
  return module;
}

function managerOf(model: Model): WidgetManager {
  return model.widget_manager as WidgetManager;
}

async function importView(
  manager: WidgetManager,
  source: Pick<Model, "get">,
  language: string,
): Promise<ViewModule> {
  const base = source.get("base");
  // Its style sheet comes first: this one goes on from there.
  const baseModule = base ? await loadSource(manager, String(base), language) : null;
  addStyle(String(source.get("style")));
  const url = URL.createObjectURL(new Blob([String(source.get("view"))], { type: "text/javascript" }));
  try {
    const module = await import(/* @vite-ignore */ url);
    return baseModule ? { default: module.default(baseModule) } : module;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Add a style sheet to the page, which may have it from the view in another language. */
function addStyle(text: string): void {
  const styles = [...document.head.querySelectorAll("style")];
  if (styles.some(({ textContent }) => textContent === text)) return;
  const style = document.createElement("style");
  style.textContent = text;
  document.head.append(style);
}
