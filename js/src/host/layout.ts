/** The layout that a model is given when its views are there already. */

import type { Model } from "../index";

interface LayoutView {
  unlayout(): void;
  remove(): void;
}
interface ViewMaker {
  create_view(model: unknown, options: { parent: { el: HTMLElement } }): Promise<LayoutView>;
}

/**
 * Have an element follow the layout that its model is given from now on; gives what ends that.
 *
 * ipywidgets' own view would, but anywidget (0.11) takes all listeners of a view away before it draws it:
 * https://github.com/manzt/anywidget/blob/main/packages/anywidget/src/runtime.ts (`model.off(null, null, view)`).
 */
export function followLayout(model: Model, el: HTMLElement): () => void {
  const manager = model.widget_manager as ViewMaker;
  let shown: Promise<LayoutView | undefined> = Promise.resolve(undefined);
  const show = () => {
    const layout = model.get("layout");
    const draw = async (before?: LayoutView) => {
      before?.unlayout();
      before?.remove();
      return layout ? manager.create_view(layout, { parent: { el } }) : undefined;
    };
    shown = shown.then(draw).catch((error) => void console.error(error));
  };
  model.on("change:layout", show);
  return () => {
    model.off("change:layout", show);
    void shown.then((view) => view?.remove());
  };
}
