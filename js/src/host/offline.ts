/** The view in a page of its own, without Python: the run is a tape that the page carries. */

import type { TapeRow } from "../kernel/messages";
import { mount } from "./mount";
import { Store } from "../kernel/run-client";

export interface OfflineRun {
  rows: TapeRow[];
  /** Sources of the libraries that would come from Python: `math`, and the views of tools. */
  libraries?: Record<string, string>;
}

/** Show a recorded run in `element`. Returns how to take it away again. */
export function mountOffline(element: HTMLElement, { rows, libraries = {} }: OfflineRun): () => void {
  const store = new Store(null, libraries);
  for (const row of rows) store.receive(row);
  return mount(element, store);
}
