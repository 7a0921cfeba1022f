/**
 * The state of one mounted view beyond the run: the chosen tab, what is expanded, and the instant it shows.
 */

import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { uniqueId } from "../dom/unique-id";
import { FillWindow } from "../host/fill-window";
import type { Theme } from "../host/theme";
import type { Instant } from "../kernel/messages";
import type { RunClient } from "../kernel/run-client";
import type { TabName } from "../tabs/tabs";
import type { Replay } from "../transcript/replay";
import type { Entry } from "../transcript/schema";
import type { TranscriptStore } from "../transcript/store";

export class ViewState {
  readonly tab = signal<TabName>("transcript");
  /** The agent whose entries alone are shown; empty: all. */
  readonly laneFilter = signal("");
  /** The entry to scroll to next; empty: none. */
  readonly revealTarget = signal("");
  readonly keymapOpen = signal(false);
  readonly searching = signal(false);
  /** The entry whose note is being written; empty: none. */
  readonly annotating = signal("");
  /** What was typed for a box that is not drawn yet, since Python has to send it first; null: no box is to come. */
  typed: string | null = null;
  readonly fillWindow = new FillWindow();
  readonly theme = signal<Theme>("light");
  /** Whether the reader left the present; `replay` follows when the whole tape is there. */
  readonly replaying = signal(false);
  readonly replay = signal<Replay | null>(null);
  /** Whether the replay is presented, one thing at a time. */
  readonly presenting = signal(false);
  /** The number of the event that led to the entry that is shown; null: none did. */
  readonly cameFrom = signal<number | null>(null);
  /** The event to show next in the Events tab: its number, or the id of the entry that it changed. */
  readonly eventTarget = signal<number | string | null>(null);
  /** The instant to seek to next, in milliseconds; null: none. */
  readonly seekTarget = signal<number | null>(null);
  /** The run as it is now, or as it was at the instant that is replayed. */
  readonly store: ReadonlySignal<TranscriptStore>;
  /** Whether commands make sense: Python is there and the present is shown. */
  readonly steerable: ReadonlySignal<boolean>;
  /** Begins the ids of this view's elements. */
  readonly idPrefix = uniqueId();
  root: HTMLElement | null = null;
  #expanded = new Map<string, Signal<boolean | null>>();

  constructor(
    readonly client: RunClient,
    readonly suggestions: string[] = [],
  ) {
    this.store = computed(() => this.replay.value?.store ?? client.store);
    this.steerable = computed(() => client.connection.live.value && !this.replaying.value);
  }

  /** Whether the reader expanded (true) or collapsed (false) an entry; null: neither. */
  expanded(id: string): Signal<boolean | null> {
    const known = this.#expanded.get(id) ?? signal<boolean | null>(null);
    this.#expanded.set(id, known);
    return known;
  }

  /** Open the box of the search. */
  search(): void {
    this.typed = "";
    this.searching.value = true;
  }

  /** Write a note at an entry. */
  annotate(id: string): void {
    this.typed = "";
    this.annotating.value = id;
  }

  /** Give what was typed for a box to the box, which is drawn now. */
  takeTyped(): string {
    const typed = this.typed ?? "";
    this.typed = null;
    return typed;
  }

  /** Select a tab. It is given the height of the one before, so that nothing below the view moves. */
  selectTab(tab: TabName): void {
    const panel = this.root?.querySelector<HTMLElement>("[role=tabpanel]");
    if (panel) this.root!.style.setProperty("--agw-panel-height", `${panel.offsetHeight}px`);
    this.tab.value = tab;
    this.cameFrom.value = null;
  }

  /** Go to an event in the Events tab, by its number or by the entry that it changed. */
  showEvent(target: number | string): void {
    this.eventTarget.value = target;
    this.selectTab("events");
  }

  /** Go to the instant that Python sent the views to, if it did. */
  goTo(instant: Instant | undefined): void {
    if (!instant) return;
    this.replaying.value = instant.t !== null;
    this.seekTarget.value = instant.t;
  }

  /** Go to an entry in the transcript tab; what it is nested in is expanded. */
  reveal(id: string): void {
    const folded = this.foldsAround(id);
    if (this.store.value.transcript.entries.get(id)?.kind === "reasoning") folded.push(id);
    for (const each of folded) this.expanded(each).value = true;
    this.laneFilter.value = "";
    this.selectTab("transcript");
    this.revealTarget.value = id;
  }

  /** The ids of the calls that an entry is nested in. */
  foldsAround(id: string): string[] {
    const { entries } = this.store.value.transcript;
    const target = entries.get(id);
    const calls: string[] = [];
    for (let call = target && callAround(target, entries); call; call = callAround(call, entries))
      calls.push(call.id);
    return calls;
  }

  /** Whether a command makes sense now: the view is steerable and the run has the ability. */
  can(ability: string): boolean {
    return this.steerable.value && this.store.value.facts.value.abilities.includes(ability);
  }
}

/** The call that an entry is in, which it may name by its id or its call id. */
function callAround({ parent }: Entry, entries: ReadonlyMap<string, Entry>): Entry | undefined {
  if (parent === null) return undefined;
  return entries.get(parent) ?? [...entries.values()].find((entry) => entry.call_id === parent);
}

export const ViewContext = createContext<ViewState>(null as never);

export function useView(): ViewState {
  return useContext(ViewContext);
}
