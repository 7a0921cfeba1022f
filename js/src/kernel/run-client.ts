/**
 * One run as this page knows it: the live board, kept right by the numbers of the rows.
 *
 * Rows that are known are dropped; a gap, or a patch that does not fit, asks Python for a snapshot.
 */

import { signal } from "@preact/signals";
import { Board } from "../transcript/store";
import { Clock } from "../transcript/clock";
import { EventLog } from "./event-rows";
import { Libraries } from "./libraries";
import { Link, type Send } from "./connection";
import type { Instant, Message, Snapshot, TapeRow } from "./messages";
import { Results } from "./results";
import type { Forms } from "../host/saved-page";
import type { Tape } from "../transcript/tape";
import { Transcript } from "../transcript/schema";

const RESYNC_AGAIN_MS = 2000;

export class Store {
  readonly board = new Board();
  readonly link: Link;
  readonly events: EventLog;
  readonly results: Results;
  readonly libraries: Libraries;
  readonly seq = signal(0);
  /** The instant that Python sent the views to, last. */
  readonly instant = signal<Instant | undefined>(undefined);
  /** The page of this run for a saved notebook, once it was asked for. */
  readonly saved = signal<Forms | null>(null);
  /** What was recorded since this page came; replaced by the whole tape once that was fetched. */
  tape: Tape = { start: null, rows: [] };
  #clock: Clock;
  #loaded = false;
  #asked = -Infinity;
  #tapeWaits: (() => void)[] = [];

  /** `libraries` are sources at hand, by name, where Python cannot be asked for them. */
  constructor(send: Send | null, libraries: Readonly<Record<string, string>> = {}) {
    this.link = new Link(send);
    this.events = new EventLog(this.link);
    this.results = new Results(this.link);
    this.libraries = new Libraries(this.link, libraries);
    this.#clock = new Clock(this.board, this.link.live);
  }

  /** Take the state as a whole: at first, after a gap, or when Python sent it anew. */
  load(snapshot: Snapshot | null | undefined): void {
    const known = this.#loaded && this.#asked === -Infinity ? this.seq.value + 1 : this.seq.value;
    if (!snapshot?.transcript || snapshot.seq < known) return;
    this.#loaded = true;
    this.#asked = -Infinity;
    this.board.load(Transcript.from(snapshot.transcript), snapshot.t);
    this.#clock.heard(snapshot.t);
    this.seq.value = snapshot.seq;
    this.tape = { start: snapshot.seq > 0 ? snapshot : null, rows: [] };
  }

  receive(message: Message): void {
    this.link.heard(message);
    if (message.type === undefined) this.#row(message);
    else if (message.type === "snapshot") this.load(message);
    else if (message.type === "reply") this.#compare(message.seq);
    else if (message.type === "saved") this.saved.value = message.forms;
    else if (message.type === "tape") this.#wholeTape(message.rows);
    else if (message.type === "events" || message.type === "event") this.events.receive(message);
    else if (message.type === "result") this.results.receive(message);
    else if (message.type === "library") this.libraries.receive(message);
  }

  /** The tape from the beginning of the run, fetched when this page came late. */
  async wholeTape(): Promise<Tape> {
    if (this.tape.start && this.link.live.value) {
      const arrived = new Promise<void>((resolve) => this.#tapeWaits.push(resolve));
      const reply = this.link.ask({ type: "tape" }).then((said) => (said.ok ? arrived : undefined));
      await Promise.race([arrived, reply]);
    }
    return this.tape;
  }

  close(): void {
    this.#clock.stop();
  }

  #row(row: TapeRow): void {
    if (row.seq <= this.seq.value) return;
    if (row.seq > this.seq.value + 1) return this.#resync();
    try {
      this.board.receive(row.patches);
    } catch {
      return this.#resync();
    }
    this.#clock.heard(row.t);
    this.tape.rows.push(row);
    this.seq.value = row.seq;
  }

  /** A greeting is answered with the number of the last row: some hosts show a page that was loaded anew an old state. */
  #compare(seq = 0): void {
    if (seq > this.seq.value) this.#resync();
  }

  #resync(): void {
    const now = performance.now();
    if (now - this.#asked < RESYNC_AGAIN_MS) return;
    this.#asked = now;
    this.link.tell({ type: "resync", seq: this.seq.value });
  }

  #wholeTape(rows: TapeRow[]): void {
    const last = rows.at(-1)?.seq ?? 0;
    const newer = this.tape.rows.filter((row) => row.seq > last);
    this.tape = { start: null, rows: [...rows, ...newer] };
    this.#tapeWaits.splice(0).forEach((resolve) => resolve());
  }
}
