/** Whole results of tools, fetched when a reader asks for more than the beginning that the transcript has. */

import { signal, type ReadonlySignal } from "@preact/signals";
import type { Connection } from "./connection";
import type { Message, MimeBundle } from "./messages";

export interface WholeResult {
  text?: string;
  display?: MimeBundle;
}

export class Results {
  /** The results that have come, by the id of their entry. */
  readonly byEntry: ReadonlySignal<ReadonlyMap<string, WholeResult>>;
  #byEntry = signal<ReadonlyMap<string, WholeResult>>(new Map());
  #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.byEntry = this.#byEntry;
  }

  /** Ask for the whole result of an entry; it arrives in `byEntry`. */
  fetch(id: string): void {
    this.#connection.send({ type: "result", id });
  }

  onMessage({ id, text, display }: Extract<Message, { type: "result" }>): void {
    const whole: WholeResult = { ...this.#byEntry.value.get(id) };
    if (text !== undefined) whole.text = text;
    if (display) whole.display = display;
    this.#byEntry.value = new Map(this.#byEntry.value).set(id, whole);
  }
}
