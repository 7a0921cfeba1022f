/**
 * A reactive store of one transcript: a signal per entry, so that a change wakes only the view that shows it.
 *
 * Text that a model writes does not go through the signals but straight to its listeners: a signal per token
 * would run the view's machinery for every delta of a long answer.
 */

import { batch, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { groupEntries, type Block } from "./blocks";
import {
  apply,
  Transcript,
  type Entry,
  type EntryKind,
  type Facts,
  type Lane,
  type ModelRequest,
  type Patch,
} from "./schema";

export type TextListener = (delta: string) => void;

/** The fields of an entry that decide where it stands. */
const POSITION_FIELDS = ["kind", "agent", "parent", "turn", "tool"] as const;
/** The kinds whose text is streamed to listeners. */
const STREAMED_KINDS: ReadonlySet<EntryKind> = new Set(["message", "reasoning"]);

export class TranscriptStore {
  readonly facts: ReadonlySignal<Facts>;
  readonly lanes: ReadonlySignal<Lane[]>;
  readonly calls: ReadonlySignal<ModelRequest[]>;
  /** Grows with each change of which entries there are and in which order; text changes do not count. */
  readonly structureVersion: ReadonlySignal<number>;
  /** The tool calls that wait for the reader's approval. */
  readonly awaitingApproval: ReadonlySignal<Entry[]>;
  /** The first running tool call that asks the reader something. */
  readonly asking: ReadonlySignal<Entry | undefined>;
  /** Milliseconds since the run began, at the instant that this store shows. */
  readonly now: Signal<number> = signal(0);

  #transcript = new Transcript();
  #facts = signal(this.#transcript.facts);
  #lanes = signal<Lane[]>([]);
  #calls = signal<ModelRequest[]>([]);
  #structureVersion = signal(0);
  #awaitingApproval = signal<Entry[]>([]);
  #asking = signal<Entry | undefined>(undefined);
  #entries = new Map<string, Signal<Entry>>();
  #textListeners = new Map<string, Set<TextListener>>();
  #blocks: { version: number; byParent: Map<string | null, Block[]> } | null = null;

  constructor() {
    this.facts = this.#facts;
    this.lanes = this.#lanes;
    this.calls = this.#calls;
    this.structureVersion = this.#structureVersion;
    this.awaitingApproval = this.#awaitingApproval;
    this.asking = this.#asking;
  }

  /** The transcript as it is now, text included. */
  get transcript(): Transcript {
    return this.#transcript;
  }

  /** An entry that a view draws. Its `text` may lag behind while it streams: see `text`. */
  entry(id: string): ReadonlySignal<Entry> {
    return this.#entries.get(id)!;
  }

  /** All of an entry's text so far. */
  text(id: string): string {
    return this.#transcript.entries.get(id)?.text ?? "";
  }

  /**
   * Call `listener` with each piece of text that is appended to an entry, until the returned function is
   * called.
   */
  onText(id: string, listener: TextListener): () => void {
    const listeners = this.#textListeners.get(id) ?? new Set();
    this.#textListeners.set(id, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Whether the transcript has no entry yet. */
  get isEmpty(): boolean {
    this.#structureVersion.value;
    return this.#transcript.entries.size === 0;
  }

  /** The entries within `parent` (null: the run itself) in the blocks that a reader sees. */
  blocks(parent: string | null): Block[] {
    const version = this.#structureVersion.value;
    if (this.#blocks?.version !== version) {
      this.#blocks = { version, byParent: groupEntries(this.#transcript.entries) };
    }
    return this.#blocks.byParent.get(parent) ?? [];
  }

  /** Replace the transcript as a whole; only what differs wakes its view. */
  load(transcript: Transcript, now: number): void {
    batch(() => {
      this.#transcript = transcript;
      this.now.value = now;
      for (const id of [...this.#entries.keys()]) {
        if (!transcript.entries.has(id)) this.#entries.delete(id);
      }
      for (const id of transcript.entries.keys()) this.#publishEntry(id);
      this.#facts.value = transcript.facts;
      this.#publishLanes();
      this.#publishCalls();
      this.#structureVersion.value++;
      this.#publishAwaitingApproval();
      this.#publishAsking();
    });
  }

  /** Apply patches in order. Throws when one does not fit. */
  apply(patches: Patch[]): void {
    batch(() => patches.forEach((patch) => this.#applyOne(patch)));
  }

  #applyOne(patch: Patch): void {
    const id = patch.op === "put" ? ((patch.value as Partial<Entry> | null)?.id ?? "") : (patch.at[1] ?? "");
    const before = this.#transcript.entries.get(id);
    apply(this.#transcript, patch);
    switch (patch.at[0]) {
      case "entries":
        return this.#entryChanged(patch, id, before);
      case "lanes":
        return this.#publishLanes();
      case "calls":
        return this.#publishCalls();
      default:
        this.#facts.value = this.#transcript.facts;
    }
  }

  #entryChanged(patch: Patch, id: string, before: Entry | undefined): void {
    const isText = patch.op === "append" && patch.at[2] === "text";
    if (isText && STREAMED_KINDS.has(before!.kind)) {
      this.#textListeners.get(id)?.forEach((listener) => listener(patch.value as string));
      return;
    }
    this.#publishEntry(id);
    const after = this.#transcript.entries.get(id)!;
    const stateChanged = before?.state !== after.state;
    const moved = !before || POSITION_FIELDS.some((field) => before[field] !== after[field]);
    if (moved || (stateChanged && after.kind === "tool_call")) this.#structureVersion.value++;
    if (stateChanged) this.#publishAwaitingApproval();
    if ((before?.question ?? null) !== after.question) this.#publishAsking();
  }

  #publishEntry(id: string): void {
    const entry = this.#transcript.entries.get(id)!;
    const known = this.#entries.get(id);
    if (known) known.value = entry;
    else this.#entries.set(id, signal(entry));
  }

  #publishLanes(): void {
    this.#lanes.value = [...this.#transcript.lanes.values()];
  }

  #publishCalls(): void {
    this.#calls.value = [...this.#transcript.calls.values()];
  }

  #publishAwaitingApproval(): void {
    const entries = [...this.#transcript.entries.values()];
    const awaiting = entries.filter((entry) => entry.state === "awaiting_approval");
    const isChange = awaiting.length > 0 || this.#awaitingApproval.value.length > 0;
    if (isChange) this.#awaitingApproval.value = awaiting;
  }

  #publishAsking(): void {
    this.#asking.value = [...this.#transcript.entries.values()].find(({ question }) => question !== null);
  }
}
