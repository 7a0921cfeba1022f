/** Mounts a view of a client in an element. */

import { render } from "preact";
import { drawVisibleText } from "../dom/visible-components";
import type { RunClient } from "../kernel/run-client";
import { App } from "../views/app";
import { ViewState, ViewContext } from "../views/view-state";

drawVisibleText();

/** Returns how to take it away again. */
export function mount(element: HTMLElement, client: RunClient, suggestions: string[] = []): () => void {
  const view = new ViewState(client, suggestions);
  render(
    <ViewContext.Provider value={view}>
      <App />
    </ViewContext.Provider>,
    element,
  );
  return () => render(null, element);
}
