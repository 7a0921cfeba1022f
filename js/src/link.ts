/** The way to Python: commands go up as custom messages, replies come back by number. */

import { signal, type ReadonlySignal } from "@preact/signals";
import type { Command, Message, Reply } from "./messages";

export type Send = (message: Record<string, unknown>) => void;

export class Link {
  /** Whether Python answers: false in a notebook that was reopened without its kernel. */
  readonly live: ReadonlySignal<boolean>;
  #live = signal(false);
  #send: Send | null;
  #numbered = 0;
  #waiting = new Map<number, (reply: Reply) => void>();

  /** `send` is null where no Python can be behind the view, as in an exported page. */
  constructor(send: Send | null) {
    this.#send = send;
    this.live = this.#live;
  }

  /** Ask Python for something; the promise gives what it says about it. */
  ask(command: Command): Promise<Reply> {
    const send = this.#send;
    if (!send) return Promise.resolve({ ok: false, message: "" });
    const number = ++this.#numbered;
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve);
      send({ ...command, command: number });
    });
  }

  /** Tell Python something that needs no reply. */
  tell(command: Command): void {
    this.#send?.({ ...command });
  }

  /** Every message proves that Python is there; a reply also ends a wait. */
  heard(message: Message): void {
    this.#live.value = this.#send !== null;
    if (message.type !== "reply") return;
    this.#waiting.get(message.to)?.({ ok: message.ok, message: message.message ?? "" });
    this.#waiting.delete(message.to);
  }
}
