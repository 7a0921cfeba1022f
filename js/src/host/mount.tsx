/** Mounts a view of a client in an element. */

import { render } from "preact";
import { drawVisibleText } from "../dom/visible-components";
import type { RunClient } from "../kernel/run-client";
import { App } from "../views/app";
import { ViewState, ViewContext } from "../views/view-state";
import { followAddress } from "./follow-address";
import { followLanguage } from "./language";
import { bringStyle } from "./shadow-style";
import { said } from "../words/translation";

drawVisibleText();

/** Returns how to take it away again. */
export function mount(element: HTMLElement, client: RunClient, suggestions: string[] = []): () => void {
  const view = new ViewState(client, suggestions);
  element.classList.add("agw-place");
  let mounted = true;
  const draw = (language = "") =>
    render(
      <ViewContext.Provider value={view} key={language}>
        <App />
      </ViewContext.Provider>,
      element,
    );
  draw();
  // Drawn in English at once, and anew with other words: a busy kernel may send them late.
  client.connection.say = said;
  void followLanguage(element, client.libraries).then((isOther) => {
    if (!isOther || !mounted) return;
    // The reader, or the address, may be at an entry already.
    view.revealTarget.value = element.querySelector<HTMLElement>("[data-id]:focus-within")?.dataset.id ?? "";
    draw("other");
  });
  const stopFollowing = followAddress(view);
  const stopStyle = bringStyle(element);
  return () => {
    mounted = false;
    stopFollowing();
    stopStyle();
    render(null, element);
  };
}
