/** A run that is open in a row: its view, which is kept while the row is scrolled out of sight. */

import type { GridClient } from "./client";
import type { RowRun } from "./row-run";
import type { GridStore, Run } from "./store";
import * as strings from "./strings";

export class OpenRun {
  /** Holds the view of the run. */
  readonly place = document.createElement("div");
  /** What is said in place of the view; empty: it is there. */
  note = "";
  readonly #client: GridClient;
  readonly #changed: () => void;
  #run: Run;
  #row: RowRun | null = null;
  #hide = () => {};

  constructor(client: GridClient, run: Run, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
    this.#run = run;
    this.place.className = "agw-grid-run";
    this.#begin();
  }

  get number(): number {
    return this.#run.number;
  }

  /** Show the run as it is now: one that has begun, or begins again, has another view. */
  follow(store: GridStore): void {
    const before = this.#run;
    this.#run = store.run(before.number);
    const hasBegun = before.state === "queued" && this.#run.state !== "queued";
    if (!hasBegun && this.#run.attempt === before.attempt) return;
    this.#end();
    this.#begin();
  }

  /** Put the view into the page. */
  readonly attach = (slot: HTMLElement | null) => {
    if (slot && this.place.parentElement !== slot) slot.append(this.place);
  };

  close(): void {
    this.#end();
    this.place.remove();
  }

  #begin(): void {
    if (this.#run.state === "queued") {
      this.note = strings.notBegun;
      return;
    }
    this.note = strings.loading;
    const row = (this.#row = this.#client.openRow(this.#run.number));
    row.show(this.place).then(
      (hide) => {
        if (this.#row !== row) return hide();
        this.#hide = hide;
        this.#say("");
      },
      (error: unknown) => this.#row === row && this.#say((error as Error).message),
    );
  }

  #end(): void {
    this.#hide();
    this.#hide = () => {};
    if (this.#row) this.#client.closeRow(this.#row);
    this.#row = null;
  }

  #say(note: string): void {
    this.note = note;
    this.#changed();
  }
}
