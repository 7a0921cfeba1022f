/** Puts a view of a store into an element. */

import { render } from "preact";
import type { Store } from "./store";
import { View, ViewContext } from "./view";
import { App } from "./views/app";
import { drawVisibleText } from "./visible";

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
