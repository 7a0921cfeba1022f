/** The way to Python: commands go up as custom messages, replies come back by number. */

import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Command, Message, Reply } from "./messages";

export type Send = (message: Record<string, unknown>) => void;

/** So long a greeting may be without an answer before nobody is taken to be there. */
const SILENCE_MS = 3000;

export class Link {
  /** Whether Python answers: false in a notebook that was reopened without its kernel. */
  readonly live: ReadonlySignal<boolean>;
  /** Whether it is known that nobody does. In a page that has just come neither is. */
  readonly alone: ReadonlySignal<boolean>;
  #live = signal(false);
  #alone: Signal<boolean>;
  #send: Send | null;
  #numbered = 0;
  #waiting = new Map<number, (reply: Reply) => void>();

  /** `send` is null where no Python can be behind the view, as in an exported page. */
  constructor(send: Send | null) {
    this.#send = send;
    this.#alone = signal(send === null);
    this.live = this.#live;
    this.alone = this.#alone;
  }

  /** Ask whether Python is there. */
  greet(): void {
    this.tell({ type: "hello" });
    setTimeout(() => (this.#alone.value = !this.#live.value), SILENCE_MS);
  }

  /** The line was cut, as when the kernel restarts: nobody is there who does not say so anew. */
  cut(): void {
    this.#live.value = false;
    this.greet();
  }

  /** Ask Python for something; the promise gives what it says about it. */
  ask(command: Command): Promise<Reply> {
    const number = ++this.#numbered;
    if (!this.#post({ ...command, command: number })) return Promise.resolve({ ok: false, message: "" });
    return new Promise((resolve) => this.#waiting.set(number, resolve));
  }

  /** Tell Python something that needs no reply. */
  tell(command: Command): void {
    this.#post({ ...command });
  }

  /** A host throws where the kernel has gone. */
  #post(message: Record<string, unknown>): boolean {
    try {
      this.#send?.(message);
      return this.#send !== null;
    } catch {
      this.#live.value = false;
      this.#alone.value = true;
      return false;
    }
  }

  /** Every message proves that Python is there; a reply also ends a wait. */
  heard(message: Message): void {
    this.#live.value = this.#send !== null;
    this.#alone.value = !this.#live.value;
    if (message.type !== "reply") return;
    this.#waiting.get(message.to)?.({ ok: message.ok, message: message.message ?? "" });
    this.#waiting.delete(message.to);
  }
}
