/** What the page knows of a grid: its runs, and how they belong together. */

import {
  STATES,
  type AgentFigures,
  type GridFacts,
  type GridSnapshot,
  type RowArray,
  type RunState,
  type Score,
  type SnapshotPart,
} from "./messages";

/** One run as it was last told; a change makes another object. */
export interface Run {
  readonly number: number;
  readonly agent: number;
  readonly case: number;
  readonly epoch: number;
  readonly state: RunState;
  readonly attempt: number;
  readonly ms: number;
  readonly turn: number;
  readonly tokens: number;
  readonly cost: number | null;
  readonly text: string;
  readonly errorType: string;
  /** Tells answers apart; 0: none. */
  readonly answer: number;
  readonly pace: readonly number[];
  readonly scores: readonly Score[];
  /** When this was told, by `performance.now()`. */
  readonly at: number;
}

export interface Case {
  input: string;
  expected: string;
}

/** Fewer characters than this are shown of each input, alike or not. */
const LEAST_ALIKE = 24;

export class GridStore {
  /** The number of the last message. */
  seq = -1;
  epochs = 1;
  /** How many runs there are; 0: nothing is known yet. */
  total = 0;
  facts!: GridFacts;
  /** When the facts were told, by `performance.now()`. */
  factsAt = 0;
  agents: AgentFigures[] = [];
  /** Counts what may put rows into another order: all but the news of a run at work. */
  changes = 0;
  readonly cases = new Map<number, Case>();
  /** Of each input, in their order: of each agent its runs, one for each epoch. */
  readonly byCase = new Map<number, Run[][]>();
  /** How many characters all inputs begin with alike, and say nothing by. */
  alike = 0;
  readonly #runs = new Map<number, Run>();

  /** Begin anew with a snapshot; its parts are added after that. */
  load(snapshot: GridSnapshot): void {
    this.seq = snapshot.seq;
    this.epochs = snapshot.epochs;
    this.total = snapshot.total;
    this.changes += 1;
    this.agents = snapshot.agents;
    this.cases.clear();
    this.#runs.clear();
    this.byCase.clear();
    this.setFacts(snapshot.facts);
    snapshot.data?.forEach((part) => this.add(part));
  }

  add({ cases, plans, rows }: SnapshotPart): void {
    for (const [at, input, expected] of cases) this.cases.set(at, { input, expected });
    const arrays = new Map(rows.map((row) => [row[0], row]));
    for (const [number, agent, case_, epoch] of plans) {
      const run = runOf({ number, agent, case: case_, epoch }, arrays.get(number)!);
      const agents = this.byCase.get(case_) ?? [];
      this.byCase.set(case_, agents);
      (agents[agent] ??= [])[epoch] = run;
      this.#runs.set(number, run);
    }
    this.alike = alikeOf([...this.cases.values()].map(({ input }) => input));
  }

  setFacts(facts: GridFacts): void {
    this.facts = facts;
    this.factsAt = performance.now();
  }

  /** Take rows that changed; one that is not known yet comes with a part of a snapshot. */
  update(rows: readonly RowArray[]): void {
    for (const row of rows) {
      const known = this.#runs.get(row[0]);
      if (!known) continue;
      const run = runOf(known, row);
      if (run.state !== known.state || run.state !== "running") this.changes += 1;
      this.#runs.set(row[0], run);
      const agents = this.byCase.get(run.case)!.slice(); // who has the case keeps it as it was
      agents[run.agent] = agents[run.agent]!.map((each) => (each === known ? run : each));
      this.byCase.set(run.case, agents);
    }
  }

  run(number: number): Run {
    return this.#runs.get(number)!;
  }

  /** Whether tokens are counted, as far as anything has ended. */
  get hasTokens(): boolean {
    return (
      this.agents.every(({ done, failed }) => done + failed === 0) ||
      this.agents.some(({ tokens }) => tokens > 0)
    );
  }

  /** Whether no row is left to run. */
  get isOver(): boolean {
    return /done|stopped/.test(this.facts?.status);
  }
}

/** Where texts begin to differ, at a word's beginning; 0 where that is soon. */
function alikeOf([first = "", ...others]: string[]): number {
  let length = others.length > 1 && others.some((text) => text !== first) ? first.length : 0;
  for (const text of others) while (!text.startsWith(first.slice(0, length))) length -= 1;
  const end = first.lastIndexOf(" ", length - 1) + 1;
  return end < LEAST_ALIKE ? 0 : end;
}

type Place = Pick<Run, "number" | "agent" | "case" | "epoch">;

// prettier-ignore
function runOf(place: Place, row: RowArray): Run {
  const [, state, attempt = 1, ms = 0, , turn = 0, tokens = 0, cost = null, text = "", errorType = "", answer = 0,
    pace = [], scores = []] = row;
  return {
    ...place,
    state: STATES[state]!,
    attempt,
    ms,
    turn,
    tokens,
    cost,
    text,
    errorType,
    answer,
    pace,
    scores,
    at: performance.now(),
  };
}

/** Milliseconds that a run has been at work by now. */
export function timeOf(run: Run): number {
  return run.state === "running" ? run.ms + performance.now() - run.at : run.ms;
}
