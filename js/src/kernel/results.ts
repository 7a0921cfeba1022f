/** Whole results of tools, fetched when a reader asks for more than the head. */

import { signal, type ReadonlySignal } from "@preact/signals";
import type { Link } from "./connection";
import type { Message } from "./messages";

export interface WholeResult {
  text?: string;
  display?: Record<string, string>;
}

export class Results {
  readonly byId: ReadonlySignal<ReadonlyMap<string, WholeResult>>;
  #byId = signal<ReadonlyMap<string, WholeResult>>(new Map());
  #link: Link;

  constructor(link: Link) {
    this.#link = link;
    this.byId = this.#byId;
  }

  fetch(id: string): void {
    this.#link.tell({ type: "result", id });
  }

  receive({ id, text, display }: Extract<Message, { type: "result" }>): void {
    const before = this.#byId.value.get(id);
    const whole = { ...before, ...(text === undefined ? {} : { text }), ...(display ? { display } : {}) };
    this.#byId.value = new Map(this.#byId.value).set(id, whole);
  }
}
