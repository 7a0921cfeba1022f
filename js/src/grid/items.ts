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
  /** What it was sorted by. */
  readonly rank: number;
}

export interface Question {
  mode: Mode;
  filter: Filter;
  query: string;
  /** The place of the scorer by which rows are sorted. */
  scorer: number;
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
  if (agents.length === 1 && agents[0]?.length === 1) return false;
  const sides = agents.length > 1 ? agents : (agents[0] ?? []).map((run) => [run]);
  const ended = sides.filter((runs) => runs.every(({ state }) => state === "done" || state === "failed"));
  if (ended.length < 2) return false;
  const scores = new Set(ended.map((runs) => scoreOf(runs, scorer)));
  if (!scores.has(null)) return scores.size > 1;
  const failed = new Set(ended.map((runs) => stateOf(runs)));
  return failed.size > 1 || distinctAnswers(ended.flat()) > 1;
}

/** What runs are sorted by: their place among states, then their score. */
export function rankOf(agents: Run[][], scorer: number): number {
  const runs = agents.length === 1 ? agents[0]! : agents.flat();
  const state = stateOf(runs);
  const score = state === "done" ? (scoreOf(runs, scorer) ?? 1) : 0;
  return RANKS[state] + Math.min(0.99, Math.max(0, score) * 0.99);
}

export interface Answer {
  /** In order; those of one rank stay in the order of the inputs. */
  items: Item[];
  /** How many items each filter would let through. */
  counts: Record<Filter, number>;
}

/** The items that a question asks for. All that there are is looked at once: there may be thousands. */
export function answer(store: GridStore, question: Question): Answer {
  const { mode, scorer } = question;
  const words = question.query.toLowerCase().split(/\s+/).filter(Boolean);
  const items: Item[] = [];
  const counts = { all: 0, failed: 0, differ: 0, waiting: 0 };
  for (const [at, agents] of store.byCase) {
    const isDifferent = differs(agents, scorer);
    // A loop, not flatMap: of thousands that took half of the time.
    for (const shown of mode === "matrix" ? [agents] : agents.map((runs) => [runs])) {
      const key = mode === "matrix" ? `c${at}` : `c${at}a${shown[0]![0]!.agent}`;
      const item = { key, case: at, agents: shown, rank: rankOf(shown, scorer) };
      const passes = {
        all: true,
        failed: has(item, "failed"),
        differ: isDifferent,
        waiting: has(item, "waiting"),
      };
      for (const filter of FILTERS) counts[filter] += Number(passes[filter]);
      if (passes[question.filter] && matches(store, item, words)) items.push(item);
    }
  }
  items.sort((a, b) => a.rank - b.rank);
  return { items, counts };
}

function has({ agents }: Item, state: RunState): boolean {
  return agents.some((runs) => runs.some((run) => run.state === state));
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
