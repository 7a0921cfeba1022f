/** The wire format of a grid; agents_widget/grids/messages.py is the twin of this file. */

import type { Message, MimeBundle } from "../kernel/messages";

/** A row says its state by its place in here. */
export const STATES = ["queued", "running", "waiting", "done", "failed", "cancelled"] as const;
export type RunState = (typeof STATES)[number];
export type GridStatus = "running" | "waiting" | "done" | "stopped";

/** A number, a label, in a list what the scorer failed of; null: not scored. */
export type Score = number | string | [string] | null;

/** A row as it is sent; what is empty at its end is left out. */
export type RowArray = [
  number: number,
  state: number,
  attempt?: number,
  ms?: number,
  waited?: number,
  turn?: number,
  tokens?: number,
  cost?: number | null,
  text?: string,
  errorType?: string,
  answer?: number,
  pace?: number[],
  scores?: Score[],
];
/** The number of a row, and the places of its agent, its input and its epoch. */
export type PlanArray = [number: number, agent: number, case_: number, epoch: number];
/** The place of an input, its head, and that of what is expected. */
export type CaseArray = [case_: number, input: string, expected: string];

/** How the grid stands; times in milliseconds, money in US dollars. */
export interface GridFacts {
  status: GridStatus;
  detail: string;
  ms: number;
  eta: number | null;
  cost: number | null;
  budget: number | null;
  /** Model calls in the last minute, and how many a minute may have. */
  rate: number | null;
  limit: number | null;
  held: boolean;
  /** Rows in each of `STATES`. */
  counts: number[];
  scorers: string[];
}

/** What a scorer says of an agent; `share`: of 1, to be shown in per cent. */
export interface Headline {
  value: number | null;
  share: boolean;
  low: number | null;
  high: number | null;
  n: number;
  /** How often each label was given, where the scorer gives no values; the most frequent first. */
  labels: Record<string, number>;
  unscored: number;
  delta: number | null;
  delta_low: number | null;
  delta_high: number | null;
}

/** An agent over its rows that have ended: counts and means. */
export interface AgentFigures {
  name: string;
  done: number;
  failed: number;
  retried: number;
  ms: number;
  tokens: number;
  cost: number | null;
  scores: Record<string, Headline>;
}

export interface SnapshotPart {
  cases: CaseArray[];
  plans: PlanArray[];
  rows: RowArray[];
}

export interface GridSnapshot {
  seq: number;
  epochs: number;
  total: number;
  facts: GridFacts;
  agents: AgentFigures[];
  data?: SnapshotPart[];
}

export type GridMessage =
  | { type: "grid"; seq: number; rows?: RowArray[]; facts?: GridFacts; agents?: AgentFigures[] }
  | ({ type: "grid_snapshot"; parts: number } & GridSnapshot)
  | ({ type: "grid_part"; seq: number } & SnapshotPart)
  | { type: "row"; number: number; message: Message }
  | { type: "saved"; forms: MimeBundle }
  | Extract<Message, { type: "library" | "reply" }>;

export type GridCommand =
  | { type: "open" | "close"; number: number }
  | { type: "row"; number: number; content: unknown }
  | { type: "stop" | "retry"; numbers?: number[] }
  | { type: "budget"; add_usd: number };
