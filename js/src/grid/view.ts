/** The state of one mounted view of a grid: what is shown, in which order, and what is open. */

import { signal } from "@preact/signals";
import { uniqueId } from "../dom/unique-id";
import { FillWindow } from "../host/fill-window";
import { suppressHostShortcuts } from "../host/host-shortcuts";
import { followTheme, type Theme } from "../host/theme";
import type { GridClient } from "./client";
import { DrawnRows } from "./drawn-rows";
import { answer, rankOf, type Filter, type Item, type Question } from "./items";
import { Layout } from "./layout";
import type { GridCommand } from "./messages";
import { OpenRun } from "./open-run";
import type { Run } from "./store";
import * as strings from "./strings";

/** The order, and the clocks, are looked at again after this long. */
const TICK_MS = 1000;
/** Python keeps no more open. */
const MOST_OPEN = 20;
const NO_REPLY_MS = 5000;

export class GridView {
  question: Question = { mode: "list", filter: "all", query: "", scorer: 0 };
  items: Item[] = [];
  /** How many rows each filter lets through. */
  counts: Record<Filter, number> = { all: 0, failed: 0, differ: 0, waiting: 0 };
  /** How many items would stand elsewhere, were they sorted now. */
  moved = 0;
  /** The runs that are open, by the key of their item. */
  readonly open = new Map<string, OpenRun>();
  /** The item that keys move from. */
  current = "";
  /** What is said beside the buttons, such as a refusal. */
  notice = "";
  /** Changes with the words that are in use. */
  language = "";
  readonly layout = new Layout(this);
  readonly drawn = new DrawnRows(this);
  readonly fillWindow = new FillWindow();
  root: HTMLElement | null = null;
  readonly #heldBy = new Set<string>();
  readonly #idPrefix = uniqueId();
  readonly #theme = signal<Theme>("light");
  #stopFollowing = () => {};
  #frame = 0;
  #drawnAt = 0;
  /** `store.changes` when the order was last looked at. */
  #seenChanges = -1;
  /** Whether the order is looked at with the next drawing: one that is due anyway is one less to do. */
  #isDue = false;
  #timer: ReturnType<typeof setInterval>;

  /** `draw` draws the view as it is now. */
  constructor(
    readonly client: GridClient,
    readonly draw: () => void,
  ) {
    client.watchers.add(this.#onChange);
    this.#timer = setInterval(this.#onTick, TICK_MS);
    this.sort();
  }

  destroy(): void {
    clearInterval(this.#timer);
    this.client.watchers.delete(this.#onChange);
    for (const key of [...this.open.keys()]) this.closeItem(key);
    cancelAnimationFrame(this.#frame);
    this.layout.destroy();
    this.fillWindow.leave();
    this.#stopFollowing();
  }

  /** The element of the view; a host's theme and shortcuts are followed from there. */
  readonly setRoot = (root: HTMLElement | null) => {
    this.#stopFollowing();
    this.root = root;
    if (!root) return;
    const cleanups = [followTheme(root, this.#theme), suppressHostShortcuts(root)];
    this.#stopFollowing = () => cleanups.forEach((cleanup) => cleanup());
  };

  get isMatrix(): boolean {
    return this.question.mode === "matrix";
  }

  get store() {
    return this.client.store;
  }

  /** How the grid stands; it comes no further where Python has gone. */
  get status() {
    const isLost = !this.store.isOver && this.client.connection.unreachable.value;
    return isLost ? "unfinished" : this.store.facts.status;
  }

  /** Draw soon: many changes make one drawing. */
  update(): void {
    this.#frame ||= requestAnimationFrame((now) => {
      if (this.#isDue) this.#look();
      this.#frame = 0;
      this.#drawnAt = now;
      const hadFocus = this.#hasFocus;
      this.draw();
      if (hadFocus && !this.#hasFocus) this.focusList(); // what had it is there no more
    });
  }

  get #hasFocus(): boolean {
    return this.root?.querySelector(":focus") != null;
  }

  /** Give the focus to the list. It is always there. */
  focusList(): boolean {
    this.root!.querySelector<HTMLElement>("[role=grid]")!.focus({ preventScroll: true });
    return true;
  }

  /** Ask for other rows. */
  ask(change: Partial<Question>): void {
    this.question = { ...this.question, ...change };
    if (change.mode) for (const key of [...this.open.keys()]) this.closeItem(key);
    this.sort();
    this.layout.scrollToTop();
  }

  /** Put the items into order, now. */
  sort(): void {
    const { items, counts } = answer(this.store, this.question);
    this.items = items;
    this.layout.changed();
    this.#count(counts);
    this.update();
  }

  /** The reader's pointer or focus has come into the list, or has left it. */
  hold(by: "pointer" | "focus", isThere: boolean): void {
    if (isThere) this.#heldBy.add(by);
    else this.#heldBy.delete(by);
    if (this.#heldBy.size === 0 && this.moved > 0) this.sort();
  }

  /** The id of a row's element. */
  idOf(key: string): string {
    return `${this.#idPrefix}-${key}`;
  }

  placeOf(key: string): number | undefined {
    const at = this.items.findIndex((item) => item.key === key);
    return at < 0 ? undefined : at;
  }

  /** The item's runs as they are now. */
  runsOf(item: Item): Run[][] {
    const ofCase = this.store.byCase.get(item.case)!;
    return this.isMatrix ? ofCase : [ofCase[item.agents[0]![0]!.agent]!];
  }

  /** Open or close an item; of several runs the first that needs the reader is shown. */
  toggle(item: Item, run?: Run): void {
    const shown = this.open.get(item.key);
    if (shown && (!run || run.number === shown.number)) this.closeItem(item.key);
    else this.openItem(item, run ?? this.mostUrgent(this.runsOf(item).flat()));
    this.current = item.key;
    this.layout.reveal(this.placeOf(item.key)!);
  }

  openItem(item: Item, run: Run): void {
    this.closeItem(item.key);
    const [oldest] = this.open.keys();
    if (this.open.size >= MOST_OPEN) this.closeItem(oldest!);
    this.open.set(item.key, new OpenRun(this.client, run, () => this.update()));
  }

  closeItem(key: string): void {
    this.open.get(key)?.close();
    this.open.delete(key);
    this.layout.changed();
    this.update();
  }

  /** Of several runs the one to show first: what waits or failed, what is at work, the lowest score. */
  mostUrgent(runs: readonly Run[]): Run {
    const rank = (run: Run) => rankOf([[run]], this.question.scorer);
    return runs.reduce((best, run) => (rank(run) < rank(best) ? run : best));
  }

  /** Go some items on from the current one. */
  move(by: number): void {
    const at = this.placeOf(this.current);
    const next = at === undefined ? (by > 0 ? 0 : this.items.length - 1) : at + by;
    const item = this.items[Math.max(0, Math.min(this.items.length - 1, next))];
    if (!item) return;
    this.current = item.key;
    this.layout.reveal(this.placeOf(item.key)!);
    this.update();
  }

  /** Send a command, and say beside the buttons what became of it. */
  async command(command: GridCommand, said = ""): Promise<void> {
    this.notice = said;
    this.update();
    const timer = setTimeout(() => this.#say(strings.noAnswer), NO_REPLY_MS);
    const reply = await this.client.request(command);
    clearTimeout(timer);
    this.#say(reply.ok ? "" : reply.message);
  }

  #say(text: string): void {
    this.notice = text;
    this.update();
  }

  #onChange = () => {
    for (const open of this.open.values()) open.follow(this.store);
    if (this.items.length === 0) this.sort();
    this.#isDue ||= this.store.isOver; // the last news are counted at once
    this.update();
  };

  #onTick = () => {
    const isStale = this.#seenChanges !== this.store.changes || this.question.query !== "";
    this.#isDue ||= isStale;
    const isDrawn = performance.now() - this.#drawnAt < TICK_MS / 2;
    if (!isDrawn && (isStale || !this.store.isOver)) this.update();
  };

  /** Sort anew; where the reader is in the list, say how many would move. */
  #look(): void {
    if (this.#heldBy.size === 0) this.sort();
    else this.#count(answer(this.store, this.question).counts);
  }

  #count(counts: Record<Filter, number>): void {
    this.#isDue = false;
    this.#seenChanges = this.store.changes;
    this.counts = counts;
    this.moved = 0;
    if (this.#heldBy.size === 0) return;
    for (const item of this.items) {
      const now = rankOf(this.runsOf(item), this.question.scorer);
      if (Math.trunc(now) !== Math.trunc(item.rank)) this.moved += 1;
    }
  }
}
