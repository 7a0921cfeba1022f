/**
 * The reactive face of one transcript: a signal per row, so that a change wakes only its own view.
 *
 * Text that a model writes goes past the signals, straight to who shows it: a signal per token
 * would run the view's machinery for every delta of a long answer.
 */

import { batch, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { blocksOf, type Block } from "./blocks";
import {
  apply,
  Transcript,
  type Collection,
  type Entry,
  type Facts,
  type Lane,
  type ModelCall,
  type Patch,
} from "./schema";

export type TextListener = (delta: string) => void;

const STRUCTURE = ["kind", "agent", "parent", "turn", "tool"] as const;
const SPOKEN = new Set(["message", "reasoning"]);

export class Board {
  readonly facts: ReadonlySignal<Facts>;
  readonly lanes: ReadonlySignal<Lane[]>;
  readonly calls: ReadonlySignal<ModelCall[]>;
  /** Counts the changes of what follows what; the text of an entry is none. */
  readonly shape: ReadonlySignal<number>;
  /** The calls that wait for the reader's yes or no. */
  readonly awaiting: ReadonlySignal<Entry[]>;
  /** Milliseconds since the run began, as this board shows it. */
  readonly now: Signal<number> = signal(0);

  #transcript = new Transcript();
  #facts = signal(this.#transcript.facts);
  #lanes = signal<Lane[]>([]);
  #calls = signal<ModelCall[]>([]);
  #shape = signal(0);
  #awaiting = signal<Entry[]>([]);
  #entries = new Map<string, Signal<Entry>>();
  #listeners = new Map<string, Set<TextListener>>();
  #blocks: { shape: number; byParent: Map<string | null, Block[]> } | null = null;

  constructor() {
    this.facts = this.#facts;
    this.lanes = this.#lanes;
    this.calls = this.#calls;
    this.shape = this.#shape;
    this.awaiting = this.#awaiting;
  }

  /** The transcript as it is now, text included. */
  get transcript(): Transcript {
    return this.#transcript;
  }

  /** An entry that a view draws. Its `text` may lag while it streams: see `text`. */
  entry(id: string): ReadonlySignal<Entry> {
    return this.#entries.get(id)!;
  }

  /** All of an entry's text so far. */
  text(id: string): string {
    return this.#transcript.entries.get(id)?.text ?? "";
  }

  /** Hear each piece of text that is added to an entry. Returns how to stop. */
  onText(id: string, listener: TextListener): () => void {
    const heard = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, heard.add(listener));
    return () => heard.delete(listener);
  }

  /** Whether nothing happened yet. */
  get isEmpty(): boolean {
    this.#shape.value;
    return this.#transcript.entries.size === 0;
  }

  /** The entries within `parent` (null: the run itself) in the groups a reader sees. */
  blocks(parent: string | null): Block[] {
    const shape = this.#shape.value;
    if (this.#blocks?.shape !== shape) {
      this.#blocks = { shape, byParent: blocksOf(this.#transcript.entries) };
    }
    return this.#blocks.byParent.get(parent) ?? [];
  }

  /** Take another state as a whole; only what differs wakes. */
  load(transcript: Transcript, now: number): void {
    batch(() => {
      this.#transcript = transcript;
      this.now.value = now;
      for (const id of [...this.#entries.keys()]) {
        if (!transcript.entries.has(id)) this.#entries.delete(id);
      }
      for (const id of transcript.entries.keys()) this.#publish(id);
      this.#facts.value = transcript.facts;
      this.#lanes.value = [...transcript.lanes.values()];
      this.#calls.value = [...transcript.calls.values()];
      this.#shape.value++;
      this.#findAwaiting();
    });
  }

  /** Apply patches in order. Throws when one does not fit. */
  receive(patches: Patch[]): void {
    batch(() => patches.forEach((patch) => this.#apply(patch)));
  }

  #apply(patch: Patch): void {
    const collection = patch.at.length === 1 && patch.op !== "put" ? "facts" : patch.at[0];
    const id = patch.op === "put" ? (patch.value as { id: string }).id : patch.at[1]!;
    const before = collection === "entries" ? this.#transcript.entries.get(id) : undefined;
    apply(this.#transcript, patch);
    if (collection === "entries") this.#entryChanged(patch, id, before);
    else if (collection === "facts") this.#facts.value = this.#transcript.facts;
    else this.#rowsChanged(collection as Exclude<Collection, "entries">);
  }

  #entryChanged(patch: Patch, id: string, before: Entry | undefined): void {
    if (patch.op === "append" && patch.at[2] === "text" && SPOKEN.has(before!.kind)) {
      this.#listeners.get(id)?.forEach((listener) => listener(patch.value as string));
      return;
    }
    this.#publish(id);
    const after = this.#transcript.entries.get(id)!;
    const stateChanged = before?.state !== after.state;
    const moved = !before || STRUCTURE.some((field) => before[field] !== after[field]);
    if (moved || (stateChanged && after.kind === "tool_call")) this.#shape.value++;
    if (stateChanged) this.#findAwaiting();
  }

  #publish(id: string): void {
    const row = this.#transcript.entries.get(id)!;
    const known = this.#entries.get(id);
    if (known) known.value = row;
    else this.#entries.set(id, signal(row));
  }

  #findAwaiting(): void {
    const found = [...this.#transcript.entries.values()].filter((row) => row.state === "awaiting_approval");
    if (found.length > 0 || this.#awaiting.value.length > 0) this.#awaiting.value = found;
  }

  #rowsChanged(collection: "lanes" | "calls"): void {
    if (collection === "lanes") this.#lanes.value = [...this.#transcript.lanes.values()];
    else this.#calls.value = [...this.#transcript.calls.values()];
  }
}
