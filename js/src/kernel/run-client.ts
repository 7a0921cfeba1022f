/**
 * One run as this page knows it: the connection to Python, the live store, the tape and what was fetched.
 *
 * Rows have consecutive numbers. A row that is known is dropped; a gap, or a patch that does not fit, asks
 * Python for a snapshot.
 */

import { signal } from "@preact/signals";
import { RunClock } from "../transcript/clock";
import type { Patch } from "../transcript/schema";
import { TranscriptStore } from "../transcript/store";
import { transcriptOf, type Snapshot, type Tape, type TapeRow } from "../transcript/tape";
import type { HostRenderers } from "./host-renderers";
import { Connection, type PostMessage } from "./connection";
import { EventRows } from "./event-rows";
import { Libraries } from "./libraries";
import type { ExportFormat, Instant, Message, MimeBundle } from "./messages";
import { Results } from "./results";
import { Tables } from "./tables";

/** A snapshot that was asked for and did not come is asked for again after this long. */
const RESYNC_AGAIN_MS = 2000;

/** The contents of the files that a page without Python can make. */
export type OfflineFiles = Partial<Record<ExportFormat, () => string>>;

export class RunClient {
  readonly store = new TranscriptStore();
  readonly connection: Connection;
  readonly eventRows: EventRows;
  readonly results: Results;
  readonly tables: Tables;
  readonly libraries: Libraries;
  /** The run's id in its notebook, by which it finds its saved page; empty in a page of one run. */
  run = "";
  /** The path of the notebook, where the host says it; a notebook may be renamed. */
  notebook = (): string => "";
  /** The number of the last row. */
  readonly seq = signal(0);
  /** The instant that Python last sent the views to. */
  readonly instant = signal<Instant | undefined>(undefined);
  /** The host's own renderers, for views of tools. */
  renderers: HostRenderers | null = null;
  /** The page of this run for a saved notebook, once it was asked for. */
  readonly savedPage = signal<MimeBundle | null>(null);
  /** What was recorded since the page was loaded; the whole tape, once that was fetched. */
  tape: Tape = { start: null, rows: [] };
  /** Takes the pieces of a file that was asked for. */
  onExport: (piece: Extract<Message, { type: "export" }>) => void = () => {};
  /** What a page without Python saves the run as; null where Python does. */
  files: OfflineFiles | null = null;
  #clock: RunClock;
  #hasSnapshot = false;
  /** When a snapshot was last asked for that has not come. */
  #resyncAsked: number | null = null;
  /** A snapshot that comes in parts, and how many of them are missing. */
  #incomplete: (Snapshot & { patches: Patch[]; parts: number }) | null = null;
  /** The rows of a tape that comes in parts. */
  #tapeRows: TapeRow[] = [];
  #tapeWaiters: (() => void)[] = [];

  /** `libraries` are sources at hand, by name, where Python cannot be asked for them. */
  constructor(post: PostMessage | null, libraries: Readonly<Record<string, string>> = {}) {
    this.connection = new Connection(post);
    this.eventRows = new EventRows(this.connection);
    this.results = new Results(this.connection);
    this.tables = new Tables(this.connection);
    this.libraries = new Libraries(this.connection, libraries);
    this.#clock = new RunClock(this.store, this.connection.live);
  }

  /** Show a snapshot: the first, one that was asked for, or a newer one that Python sent by itself. */
  loadSnapshot(snapshot: Snapshot | null | undefined): void {
    if (!snapshot?.transcript || snapshot.seq < this.#lowestSnapshot()) return;
    this.#hasSnapshot = true;
    this.#resyncAsked = null;
    this.store.load(transcriptOf(snapshot), snapshot.t);
    this.#clock.sync(snapshot.t);
    this.seq.value = snapshot.seq;
    this.tape = { start: snapshot.seq > 0 ? snapshot : null, rows: [] };
  }

  onMessage(message: Message): void {
    this.connection.onMessage(message);
    switch (message.type) {
      case undefined:
        return this.#applyRow(message);
      case "snapshot":
        this.eventRows.reset(); // what an event changed may have been taken back
        this.#incomplete = message.parts ? { ...message, patches: [], parts: message.parts } : null;
        return message.parts ? undefined : this.loadSnapshot(message);
      case "snapshot_part":
        return this.#takePart(message.seq, message.patches);
      case "reply":
        return this.#checkSeq(message.seq);
      case "saved":
        this.savedPage.value = message.forms;
        return;
      case "tape":
        this.#tapeRows.push(...message.rows);
        return message.more ? undefined : this.#takeTape(this.#tapeRows.splice(0));
      case "events":
      case "event":
      case "event_parts":
      case "event_search":
        return this.eventRows.onMessage(message);
      case "result":
        return this.results.onMessage(message);
      case "table":
        return this.tables.onMessage(message);
      case "library":
        return this.libraries.onMessage(message);
      case "export":
        return this.onExport(message);
    }
  }

  /** The tape from the beginning of the run; Python is asked for it if the page was loaded later. */
  async fetchTape(): Promise<Tape> {
    if (this.tape.start && this.connection.live.value) await this.#requestTape();
    return this.tape;
  }

  close(): void {
    this.#clock.stop();
    this.connection.close();
  }

  /** The lowest number of a snapshot that tells something new. */
  #lowestSnapshot(): number {
    const knowsThisState = this.#hasSnapshot && this.#resyncAsked === null;
    return knowsThisState ? this.seq.value + 1 : this.seq.value;
  }

  #takePart(seq: number, patches: Patch[]): void {
    const whole = this.#incomplete;
    if (whole?.seq !== seq) return;
    whole.patches.push(...patches);
    whole.parts -= 1;
    if (whole.parts === 0) this.loadSnapshot(whole);
  }

  #applyRow(row: TapeRow): void {
    if (row.seq <= this.seq.value) return;
    if (row.seq > this.seq.value + 1) return this.#resync();
    try {
      this.store.apply(row.patches);
    } catch {
      return this.#resync();
    }
    this.#clock.sync(row.t);
    this.tape.rows.push(row);
    this.seq.value = row.seq;
  }

  /**
   * A reply to `hello` has the number of the last row: a reloaded page may be given an old snapshot by its
   * host.
   */
  #checkSeq(seq = 0): void {
    if (seq > this.seq.value) this.#resync();
  }

  #resync(): void {
    const now = performance.now();
    if (this.#resyncAsked !== null && now - this.#resyncAsked < RESYNC_AGAIN_MS) return;
    this.#resyncAsked = now;
    this.connection.send({ type: "resync", seq: this.seq.value });
  }

  /** Resolves when the tape is here, was refused, or Python has gone. */
  async #requestTape(): Promise<void> {
    const arrived = new Promise<void>((resolve) => this.#tapeWaiters.push(resolve));
    const refused = this.connection
      .request({ type: "tape" })
      .then((reply) => (reply.ok ? arrived : undefined));
    let unsubscribe = () => {};
    const lost = new Promise<void>((resolve) => {
      unsubscribe = this.connection.unreachable.subscribe((unreachable) => unreachable && resolve());
    });
    await Promise.race([arrived, refused, lost]);
    unsubscribe();
  }

  #takeTape(rows: TapeRow[]): void {
    const last = rows.at(-1)?.seq ?? 0;
    const newer = this.tape.rows.filter((row) => row.seq > last);
    this.tape = { start: null, rows: [...rows, ...newer] };
    this.#tapeWaiters.splice(0).forEach((resolve) => resolve());
  }
}
