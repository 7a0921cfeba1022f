/** One grid as this page knows it: the connection to Python, the store, and the runs of rows that are open. */

import { signal } from "@preact/signals";
import { Connection, type PostMessage } from "../kernel/connection";
import { Libraries } from "../kernel/libraries";
import type { Command, Message, MimeBundle, Reply } from "../kernel/messages";
import type { GridCommand, GridFacts, GridMessage, GridSnapshot, SnapshotPart } from "./messages";
import { RowRun } from "./row-run";
import { GridStore } from "./store";

/** A snapshot that was asked for and did not come is asked for again after this long. */
const RESYNC_AGAIN_MS = 2000;

export class GridClient {
  readonly store = new GridStore();
  readonly connection: Connection;
  readonly libraries: Libraries;
  /** What the page in the saved notebook is written by. */
  readonly page;
  /** Called when something has changed. */
  readonly watchers = new Set<() => void>();
  readonly #rows = new Map<number, RowRun>();
  #resyncAsked = -Infinity;
  /** A snapshot whose parts are coming. */
  #coming: (GridSnapshot & { parts: number; data: SnapshotPart[] }) | null = null;

  /** `manager` is the host's own, for views of tools. */
  constructor(
    post: PostMessage,
    readonly manager: unknown,
    run = "",
  ) {
    const connection = (this.connection = new Connection(post));
    this.libraries = new Libraries(connection, {});
    const facts = signal<Pick<GridFacts, "status">>({ status: "running" });
    const savedPage = signal<MimeBundle | null>(null);
    this.page = { run, connection, seq: signal(-1), store: { facts }, savedPage };
  }

  /** The state that came with the widget, or a newer one. */
  loadSnapshot(snapshot: GridSnapshot | null | undefined): void {
    if (!snapshot?.facts || snapshot.seq < this.store.seq) return;
    this.store.load(snapshot);
    this.#changed();
  }

  request(command: GridCommand): Promise<Reply> {
    return this.connection.request(command as unknown as Command);
  }

  send(command: GridCommand): void {
    this.connection.send(command as unknown as Command);
  }

  /** The run of a row, for a view of it; `closeRow` ends it. */
  openRow(number: number): RowRun {
    const known = this.#rows.get(number) ?? new RowRun(this, number);
    this.#rows.set(number, known);
    known.views += 1;
    return known;
  }

  closeRow(run: RowRun): void {
    run.views -= 1;
    if (run.views > 0) return;
    this.#rows.delete(run.number);
    run.close();
    this.send({ type: "close", number: run.number });
  }

  onMessage(message: GridMessage): void {
    this.connection.onMessage(message as Message);
    switch (message.type) {
      case "grid":
        return this.#take(message);
      case "grid_snapshot":
        this.#coming = { ...message, data: [] };
        return this.#partsChanged();
      case "grid_part":
        if (message.seq === this.#coming?.seq) this.#coming.data.push(message);
        return this.#partsChanged();
      case "row":
        return this.#rows.get(message.number)?.receive(message.message);
      case "library":
        return this.libraries.onMessage(message);
      case "saved":
        this.page.savedPage.value = message.forms;
        return;
      case "reply":
        if ((message.seq ?? -1) > this.store.seq) this.#resync();
        return this.#changed();
    }
  }

  onDisconnect(): void {
    this.connection.onDisconnect();
    for (const row of this.#rows.values()) row.disconnect();
    this.#changed();
  }

  close(): void {
    this.connection.close();
    for (const row of this.#rows.values()) row.close();
  }

  #take(message: Extract<GridMessage, { type: "grid" }>): void {
    const { seq, rows, facts, agents } = message;
    if (seq <= this.store.seq) return;
    if (seq > this.store.seq + 1) return this.#resync();
    this.store.seq = seq;
    if (rows) this.store.update(rows);
    if (facts) this.store.setFacts(facts);
    if (agents) this.store.agents = agents;
    this.#changed();
  }

  #partsChanged(): void {
    const coming = this.#coming;
    if (!coming || coming.data.length < coming.parts) return;
    this.#coming = null;
    this.#resyncAsked = -Infinity;
    this.store.load(coming);
    this.#changed();
  }

  #resync(): void {
    const now = performance.now();
    if (now - this.#resyncAsked < RESYNC_AGAIN_MS) return;
    this.#resyncAsked = now;
    this.connection.send({ type: "resync", seq: this.store.seq });
  }

  #changed(): void {
    const { seq, facts } = this.store;
    this.page.seq.value = seq;
    if (facts) this.page.store.facts.value = facts;
    for (const watcher of this.watchers) watcher();
  }
}
