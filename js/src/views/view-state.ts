/** What one mounted view knows beyond the run: the tab, what is open, and which instant it shows. */

import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Board } from "../transcript/store";
import type { Instant } from "../kernel/messages";
import type { Store } from "../kernel/run-client";
import type { Theme } from "../host/theme";

export type TabName = "transcript" | "tools" | "timeline" | "events" | "usage";

/** A walk through the recorded run. */
export interface Replay {
  readonly board: Board;
  step(rows: number): void;
  toggle(): void;
}

let mounted = 0;

export class View {
  readonly tab = signal<TabName>("transcript");
  /** The agent whose entries alone are shown; empty: all. */
  readonly lane = signal("");
  /** The entry to bring into sight next. */
  readonly target = signal("");
  readonly keymap = signal(false);
  readonly theme = signal<Theme>("light");
  /** Whether the reader left the present; `replay` follows when the recorded run is there. */
  readonly replaying = signal(false);
  readonly replay = signal<Replay | null>(null);
  /** The instant to go to next, in milliseconds. */
  readonly sought = signal<number | null>(null);
  /** The run as it is now, or as it was at the instant scrubbed to. */
  readonly board: ReadonlySignal<Board>;
  /** Whether commands make sense: Python is there and the present is shown. */
  readonly steerable: ReadonlySignal<boolean>;
  readonly prefix = `agw-${++mounted}`;
  root: HTMLElement | null = null;
  #open = new Map<string, Signal<boolean | null>>();

  constructor(
    readonly store: Store,
    readonly suggestions: string[] = [],
  ) {
    this.board = computed(() => this.replay.value?.board ?? store.board);
    this.steerable = computed(() => store.link.live.value && !this.replaying.value);
  }

  /** Whether the reader opened (true) or closed (false) a thing; null: neither. */
  opened(id: string): Signal<boolean | null> {
    const known = this.#open.get(id) ?? signal<boolean | null>(null);
    this.#open.set(id, known);
    return known;
  }

  /** Open a tab, in the room the last one had, so that nothing below the view moves. */
  show(tab: TabName): void {
    const panel = this.root?.querySelector<HTMLElement>("[role=tabpanel]");
    if (panel) this.root!.style.setProperty("--agw-room", `${panel.offsetHeight}px`);
    this.tab.value = tab;
  }

  /** Go to where Python sent the views, if it did. */
  follow(instant: Instant | undefined): void {
    if (!instant) return;
    this.replaying.value = instant.t !== null;
    this.sought.value = instant.t;
  }

  /** Go to an entry of the transcript. */
  reveal(id: string): void {
    const { entries } = this.board.value.transcript;
    for (let row = entries.get(id); row?.parent; row = entries.get(row.parent))
      this.opened(row.parent).value = true;
    if (entries.get(id)?.kind === "reasoning") this.opened(id).value = true;
    this.lane.value = "";
    this.show("transcript");
    this.target.value = id;
  }

  can(ability: string): boolean {
    return this.steerable.value && this.board.value.facts.value.abilities.includes(ability);
  }
}

export const ViewContext = createContext<View>(null as never);

export function useView(): View {
  return useContext(ViewContext);
}
