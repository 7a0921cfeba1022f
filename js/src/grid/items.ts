/**
 * The items of the list: the runs of one input by one agent, or in the matrix by all agents; which of them are
 * shown, and in which order.
 */

import type { RunState } from "./messages";
import type { GridStore, Run } from "./store";

export type Mode = "list" | "matrix";
export type Filter = "all" | "failed" | "differ" | "waiting";
export const FILTERS: readonly Filter[] = ["all", "failed", "differ", "waiting"];

export interface Item {
  readonly key: string;
  readonly case: number;
  /** Of each agent that it shows, the runs, one for each epoch. */
  readonly agents: Run[][];
}

export interface Question {
  mode: Mode;
  filter: Filter;
  query: string;
  /** The place of the scorer by which rows are sorted. */
  scorer: number;
}

/** Every item of the grid. */
export function itemsOf(store: GridStore, mode: Mode): Item[] {
  const items: Item[] = [];
  for (const { at, agents } of store.byCase()) {
    if (mode === "matrix") items.push({ key: `c${at}`, case: at, agents });
    else
      for (const runs of agents)
        if (runs) items.push({ key: `c${at}a${runs[0]!.agent}`, case: at, agents: [runs] });
  }
  return items;
}

/** Items before others in the list: what waits for the reader, what failed, what is at work. */
const RANKS: Record<RunState, number> = {
  waiting: 0,
  failed: 1,
  running: 2,
  done: 3,
  cancelled: 4,
  queued: 5,
};

/** The state that stands for several runs: the one that needs the reader most. */
export function stateOf(runs: readonly Run[]): RunState {
  let first: RunState = "queued";
  for (const { state } of runs) if (RANKS[state] < RANKS[first]) first = state;
  const hasBegun = first !== "queued";
  const isOpen = runs.some(({ state }) => state === "queued" || state === "running");
  return hasBegun && isOpen && RANKS[first] > RANKS.failed ? "running" : first;
}

/** The mean of a scorer over runs, of which one that failed counts as 0; null: nothing is scored. */
export function scoreOf(runs: readonly Run[], scorer: number): number | null {
  let sum = 0;
  let count = 0;
  for (const { state, scores } of runs) {
    const score = scores[scorer];
    if (typeof score === "number") sum += score;
    else if (state !== "failed") continue;
    count += 1;
  }
  return count > 0 ? sum / count : null;
}

/** How many answers there are among the runs. */
export function distinctAnswers(runs: readonly Run[]): number {
  return new Set(runs.flatMap(({ answer }) => (answer ? [answer] : []))).size;
}

/** Whether the agents do not come to the same: by the score, else by the answer; of one agent, its epochs. */
export function differs(agents: readonly (readonly Run[])[], scorer: number): boolean {
  const sides = agents.length > 1 ? agents : (agents[0] ?? []).map((run) => [run]);
  const ended = sides.filter((runs) => runs.every(({ state }) => state === "done" || state === "failed"));
  if (ended.length < 2) return false;
  const scores = new Set(ended.map((runs) => scoreOf(runs, scorer)));
  if (!scores.has(null)) return scores.size > 1;
  const failed = new Set(ended.map((runs) => stateOf(runs)));
  return failed.size > 1 || distinctAnswers(ended.flat()) > 1;
}

/** What an item is sorted by: its place among states, then its score. */
export function rankOf(item: Item, scorer: number): number {
  const runs = item.agents.length === 1 ? item.agents[0]! : item.agents.flat();
  const state = stateOf(runs);
  const score = state === "done" ? (scoreOf(runs, scorer) ?? 1) : 0;
  return RANKS[state] + Math.min(0.99, Math.max(0, score) * 0.99);
}

/** The items that a question asks for, in order; those of one rank stay in the order of the inputs. */
export function answer(store: GridStore, question: Question): { items: Item[]; ranks: Map<string, number> } {
  const ranks = new Map<string, number>();
  const words = question.query.toLowerCase().split(/\s+/).filter(Boolean);
  const items = itemsOf(store, question.mode).filter(
    (item) => passes(store, item, question) && matches(store, item, words),
  );
  for (const item of items) ranks.set(item.key, rankOf(item, question.scorer));
  items.sort((a, b) => ranks.get(a.key)! - ranks.get(b.key)!);
  return { items, ranks };
}

function passes(store: GridStore, item: Item, { filter, scorer }: Question): boolean {
  if (filter === "all") return true;
  if (filter === "differ") return differs(store.runsOfCase(item.case), scorer);
  return item.agents.some((runs) => runs.some(({ state }) => state === filter));
}

function matches(store: GridStore, { case: at, agents }: Item, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { input, expected } = store.cases.get(at)!;
  const said = agents.flatMap((runs) => [
    store.agents[runs[0]!.agent]!.name,
    ...runs.flatMap(({ text, errorType }) => [text, errorType]),
  ]);
  const text = [input, expected, ...said].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

/** How many items each filter would let through. */
export function counts(store: GridStore, { mode, scorer }: Question): Record<Filter, number> {
  const found: Record<Filter, number> = { all: 0, failed: 0, differ: 0, waiting: 0 };
  for (const { agents } of store.byCase()) {
    const items = mode === "matrix" ? [agents.flat()] : agents;
    found.all += items.length;
    if (differs(agents, scorer)) found.differ += items.length;
    for (const runs of items) {
      if (runs.some(({ state }) => state === "failed")) found.failed += 1;
      if (runs.some(({ state }) => state === "waiting")) found.waiting += 1;
    }
  }
  return found;
}
