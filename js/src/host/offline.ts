/** The view in an exported page, without Python: the run is a tape that the page carries. */

import { RunClient } from "../kernel/run-client";
import type { TapeRow } from "../transcript/tape";
import { mount } from "./mount";

export interface OfflineRun {
  rows: TapeRow[];
  /** Sources of the modules that would come from Python: `math`, and the views of tools. */
  libraries?: Record<string, string>;
}

/** Show a recorded run in `element`. Returns how to unmount it. */
export function mountOffline(element: HTMLElement, { rows, libraries = {} }: OfflineRun): () => void {
  const client = new RunClient(null, libraries);
  for (const row of rows) client.onMessage(row);
  return mount(element, client);
}
