/** Goes to the entry that the page's address names, when the page is opened and when the address changes. */

import { effect, signal } from "@preact/signals";
import type { ViewState } from "../views/view-state";
import { entryOfAddress } from "./entry-address";

/** The address that the page was opened with, until it was followed: JupyterLab takes the entry out of it. */
let opened = performance.getEntriesByType("navigation")[0]?.name ?? location.href;

/** Returns how to stop. */
export function followAddress(view: ViewState): () => void {
  const { run, store } = view.client;
  const address = signal(opened);
  const follow = () => (address.value = location.href);
  const stop = effect(() => {
    store.structureVersion.value; // the entry may come later than the view
    const id = entryOfAddress(run, address.value);
    if (!store.transcript.entries.has(id)) return;
    opened = address.value = "";
    view.reveal(id);
  });
  window.addEventListener("hashchange", follow);
  return () => {
    stop();
    window.removeEventListener("hashchange", follow);
  };
}
