/** The events of the stream as they came: rows that Python sends while a view shows them, JSON on demand. */

import { signal, type ReadonlySignal } from "@preact/signals";
import type { Connection } from "./connection";
import type { EventRow, Message } from "./messages";

export class EventRows {
  readonly rows: ReadonlySignal<EventRow[]>;
  readonly total = signal(0);
  /** The JSON text of the events that were asked for, by their number. */
  readonly jsonByNumber: ReadonlySignal<ReadonlyMap<number, string>>;
  #rows = signal<EventRow[]>([]);
  #jsonByNumber = signal<ReadonlyMap<number, string>>(new Map());
  #connection: Connection;
  #subscribers = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.rows = this.#rows;
    this.jsonByNumber = this.#jsonByNumber;
  }

  /** Have the rows sent until the returned function is called. */
  subscribe(): () => void {
    this.#subscribers += 1;
    if (this.#subscribers === 1) this.#sendSubscription(true);
    return () => {
      this.#subscribers -= 1;
      if (this.#subscribers === 0) this.#sendSubscription(false);
    };
  }

  /** Ask for the JSON of event `n`; it arrives in `jsonByNumber`. */
  fetchJson(n: number): void {
    if (!this.#jsonByNumber.value.has(n)) this.#connection.send({ type: "event", n });
  }

  onMessage(message: Extract<Message, { type: "events" | "event" }>): void {
    if (message.type === "event") {
      this.#jsonByNumber.value = new Map(this.#jsonByNumber.value).set(message.n, message.json);
      return;
    }
    const kept = this.#rows.value.filter((row) => row.n < message.from);
    this.#rows.value = appendRows(kept, message.rows);
    this.total.value = message.total;
  }

  #sendSubscription(open: boolean): void {
    const last = this.#rows.value.at(-1);
    const from = last ? last.n + (last.count ?? 1) : 0;
    this.#connection.send({ type: "events", from, open });
  }
}

/** The rows after each other; deltas of the type that the last row has lengthen that row. */
function appendRows(kept: EventRow[], rows: EventRow[]): EventRow[] {
  const [first, ...rest] = rows;
  const last = kept.at(-1);
  const continues = first && last?.type === first.type && first.type.endsWith(".delta");
  if (!continues) return [...kept, ...rows];
  const count = (last.count ?? 1) + (first.count ?? 1);
  return [...kept.slice(0, -1), { ...last, count, summary: first.summary }, ...rest];
}
