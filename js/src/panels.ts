/** Fetches the panels, once, and gives them what they share with this bundle. */

import { signal } from "@preact/signals";
import type { Libraries } from "./libraries";
import type * as panels from "./panels/index";
import type * as shared from "./shared";

export type Panels = typeof panels;
/** What the file of the panels exports: it takes the shared modules, so that nothing is there twice. */
export interface PanelsModule {
  default: (given: typeof shared) => Panels;
}

export class PanelLoader {
  readonly loaded = signal<Panels | null>(null);
  #libraries: Libraries;

  constructor(libraries: Libraries) {
    this.#libraries = libraries;
  }

  load(given: typeof shared): void {
    if (this.loaded.value) return;
    this.#libraries.load<PanelsModule>("panels").then(
      (module) => (this.loaded.value = module.default(given)),
      () => {}, // what waits for it says so: see views/lazy.tsx
    );
  }
}
