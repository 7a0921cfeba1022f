/** The connection to Python: commands go out as custom messages, replies are matched by number. */

import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Command, Message, Reply } from "./messages";

export type PostMessage = (message: Record<string, unknown>) => void;

/** A `hello` without an answer for this long means that no kernel is there. */
const HELLO_TIMEOUT_MS = 3000;
/** The longest time that an answer is waited for; after that no `hello` follows. */
const HELLO_MOST_MS = 60_000;
/** What is told of a request that the kernel took with it: no answer will come. */
export const LOST = "The kernel has gone without an answer: this may not have arrived.";

export class Connection {
  /** Whether Python answers: false in a notebook that was reopened without its kernel. */
  readonly live: ReadonlySignal<boolean>;
  /** Whether it is known that Python does not answer. Just after the page was loaded, neither is true. */
  readonly unreachable: ReadonlySignal<boolean>;
  /** Says a sentence of an answer in the language of the page. */
  say = (sentence: string) => sentence;
  #live = signal(false);
  #unreachable: Signal<boolean>;
  #post: PostMessage | null;
  #lastNumber = 0;
  #pending = new Map<number, (reply: Reply) => void>();
  #helloTimer: ReturnType<typeof setTimeout> | undefined;

  /** `post` is null where no Python can be behind the view, as in an exported page. */
  constructor(post: PostMessage | null) {
    this.#post = post;
    this.#unreachable = signal(post === null);
    this.live = this.#live;
    this.unreachable = this.#unreachable;
  }

  /** Ask whether Python is there, some times more while nothing is heard: an answer may be lost. */
  hello(patience = HELLO_TIMEOUT_MS): void {
    const isSent = this.#tryPost({ type: "hello" });
    clearTimeout(this.#helloTimer); // the newest `hello` has its whole time
    this.#helloTimer = setTimeout(() => {
      this.#unreachable.value = !this.#live.value;
      const isLast = 2 * patience > HELLO_MOST_MS;
      if (isSent && !isLast && !this.#live.value) this.hello(2 * patience);
    }, patience);
  }

  /** Ask no more. */
  close(): void {
    clearTimeout(this.#helloTimer);
  }

  /** The host lost its channel, as when the kernel restarts: Python has to answer a new `hello`. */
  onDisconnect(): void {
    this.#live.value = false;
    for (const resolve of this.#pending.values()) resolve({ ok: false, message: this.say(LOST) });
    this.#pending.clear();
    this.hello();
  }

  /** Send a command; the promise gives Python's reply. */
  request(command: Command): Promise<Reply> {
    const number = ++this.#lastNumber;
    if (!this.#tryPost({ ...command, command: number }))
      return Promise.resolve({ ok: false, message: this.#post ? this.say(LOST) : "" });
    return new Promise((resolve) => this.#pending.set(number, resolve));
  }

  /** Send a command that needs no reply. */
  send(command: Command): void {
    this.#tryPost({ ...command });
  }

  /** Every message proves that Python is there; a reply also resolves its request. */
  onMessage(message: Message): void {
    this.#live.value = this.#post !== null;
    this.#unreachable.value = !this.#live.value;
    if (message.type !== "reply") return;
    this.#pending.get(message.to)?.({ ok: message.ok, message: this.say(message.message ?? "") });
    this.#pending.delete(message.to);
  }

  /** Whether the message is on its way: a host throws where the kernel has gone. */
  #tryPost(message: Record<string, unknown>): boolean {
    try {
      this.#post?.(message);
      return this.#post !== null;
    } catch {
      this.#live.value = false;
      this.#unreachable.value = true;
      return false;
    }
  }
}
