/** The events of the stream as they came: rows that Python sends while a view shows them, JSON on demand. */

import { signal, type ReadonlySignal } from "@preact/signals";
import type { Connection } from "./connection";
import type { EventRow, Message } from "./messages";

export interface Found {
  query: string;
  rows: ReadonlySet<number>;
}

export class EventRows {
  readonly rows: ReadonlySignal<EventRow[]>;
  readonly total = signal(0);
  /** The numbers of the rows that Python found for the query that it was sent last. */
  readonly found = signal<Found>({ query: "", rows: new Set() });
  /** The JSON text of the events that were asked for, by their number. */
  readonly jsonByNumber: ReadonlySignal<ReadonlyMap<number, string>>;
  /** The events of rows of deltas that were asked for, by the row's number. */
  readonly partsByNumber: ReadonlySignal<ReadonlyMap<number, EventRow[]>>;
  #rows = signal<EventRow[]>([]);
  #partsByNumber = signal<ReadonlyMap<number, EventRow[]>>(new Map());
  /** How many events of a row were asked for. */
  #partsAsked = new Map<number, number>();
  #jsonByNumber = signal<ReadonlyMap<number, string>>(new Map());
  #connection: Connection;
  #subscribers = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.rows = this.#rows;
    this.jsonByNumber = this.#jsonByNumber;
    this.partsByNumber = this.#partsByNumber;
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

  /** Ask for the `count` events of the row `n`; they arrive in `partsByNumber`. */
  fetchParts(n: number, count: number): void {
    if ((this.#partsAsked.get(n) ?? 0) >= count) return;
    this.#partsAsked.set(n, count);
    this.#connection.send({ type: "event_parts", n });
  }

  /** Have Python search the whole events; what it finds arrives in `found`. */
  search(query: string): void {
    if (query.trim()) this.#connection.send({ type: "event_search", query });
  }

  onMessage(message: Extract<Message, { type: "events" | "event" | "event_parts" | "event_search" }>): void {
    if (message.type === "event") {
      this.#jsonByNumber.value = new Map(this.#jsonByNumber.value).set(message.n, message.json);
    } else if (message.type === "event_parts") {
      this.#partsByNumber.value = new Map(this.#partsByNumber.value).set(message.n, message.rows);
    } else if (message.type === "event_search") {
      this.found.value = { query: message.query, rows: new Set(message.rows) };
    } else {
      const kept = this.#rows.value.filter((row) => row.n < message.from);
      this.#rows.value = [...kept, ...message.rows];
      this.total.value = message.total;
    }
  }

  /** Forget the rows, and have them sent anew while somebody looks. */
  reset(): void {
    this.#rows.value = [];
    this.#partsByNumber.value = new Map();
    this.#partsAsked.clear();
    if (this.#subscribers > 0) this.#sendSubscription(true);
  }

  #sendSubscription(open: boolean): void {
    const last = this.#rows.value.at(-1);
    const from = last ? last.n + (last.count ?? 1) : 0;
    this.#connection.send({ type: "events", from, open });
  }
}
