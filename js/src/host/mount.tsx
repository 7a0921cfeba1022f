/** Puts a view of a store into an element. */

import { render } from "preact";
import type { Store } from "../kernel/run-client";
import { View, ViewContext } from "../views/view-state";
import { App } from "../views/app";
import { drawVisibleText } from "../dom/visible-components";

drawVisibleText();

/** Returns how to take it away again. */
export function mount(element: HTMLElement, store: Store, suggestions: string[] = []): () => void {
  const view = new View(store, suggestions);
  render(
    <ViewContext.Provider value={view}>
      <App />
    </ViewContext.Provider>,
    element,
  );
  return () => render(null, element);
}
