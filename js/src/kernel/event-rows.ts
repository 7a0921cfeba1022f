/** The stream as it came: rows asked of Python while somebody looks, raw JSON one by one. */

import { signal, type ReadonlySignal } from "@preact/signals";
import type { Link } from "./connection";
import type { EventRow, Message } from "./messages";

export class EventLog {
  readonly rows: ReadonlySignal<EventRow[]>;
  readonly total = signal(0);
  readonly raw: ReadonlySignal<ReadonlyMap<number, unknown>>;
  #rows = signal<EventRow[]>([]);
  #raw = signal<ReadonlyMap<number, unknown>>(new Map());
  #link: Link;
  #viewers = 0;

  constructor(link: Link) {
    this.#link = link;
    this.rows = this.#rows;
    this.raw = this.#raw;
  }

  /** Have the rows sent until the returned function is called. */
  watch(): () => void {
    if (this.#viewers++ === 0) this.#tell(true);
    return () => {
      if (--this.#viewers === 0) this.#tell(false);
    };
  }

  /** Ask for the JSON of event `n`; it arrives in `raw`. */
  fetch(n: number): void {
    if (!this.#raw.value.has(n)) this.#link.tell({ type: "event", n });
  }

  receive(message: Extract<Message, { type: "events" | "event" }>): void {
    if (message.type === "event") {
      this.#raw.value = new Map(this.#raw.value).set(message.n, message.json);
      return;
    }
    const kept = this.#rows.value.filter((row) => row.n < message.from);
    this.#rows.value = folded(kept, message.rows);
    this.total.value = message.total;
  }

  #tell(open: boolean): void {
    const last = this.#rows.value.at(-1);
    this.#link.tell({ type: "events", from: last ? last.n + (last.count ?? 1) : 0, open });
  }
}

/** The rows after each other; deltas that go on where the last row ended lengthen that row. */
function folded(kept: EventRow[], rows: EventRow[]): EventRow[] {
  const [first, ...rest] = rows;
  const last = kept.at(-1);
  if (!first || !last || last.type !== first.type || !first.type.endsWith(".delta"))
    return [...kept, ...rows];
  const count = (last.count ?? 1) + (first.count ?? 1);
  return [...kept.slice(0, -1), { ...last, count, summary: first.summary }, ...rest];
}
