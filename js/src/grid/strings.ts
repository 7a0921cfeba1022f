/** Every text of a grid, in one place. */

import type { GridStatus, RunState } from "./messages";
import type { Filter, Mode } from "./items";

export const grid = "Grid of runs";
export const status: Record<GridStatus | "unfinished", string> = {
  running: "Running",
  waiting: "Waiting",
  done: "Done",
  stopped: "Stopped",
  unfinished: "Unfinished",
};
export const state: Record<RunState, string> = {
  queued: "queued",
  running: "running",
  waiting: "waiting",
  done: "done",
  failed: "failed",
  cancelled: "stopped",
};
export const filter: Record<Filter, string> = {
  all: "All",
  failed: "Failed",
  differ: "Differ",
  waiting: "Waiting",
};
export const differHint = "Inputs on which the agents differ";
export const ended = (ended: string, total: string) => `${ended} of ${total}`;
export const countOf = (count: string, word: string) => `${count} ${word}`;
export const elapsed = "Time since the grid began";
export const left = (time: string) => `${time} left`;
export const spent = (cost: string, budget: string) => (budget ? `${cost} of ${budget}` : cost);
export const spentHint = "Cost so far, by the prices given";
export const rate = (rate: string, limit: string) => `${rate}${limit ? `/${limit}` : ""} per min`;
export const rateHint = "Model calls in a minute, and the limit";
export const held = "Held by the rate limit";
export const stop = "Stop";
export const stopping = "Stopping…";
export const allowMore = (more: string) => `Allow ${more} more`;
export const retryFailed = (count: string) => `Retry ${count}`;
export const retryHint = "Run what failed again; tries are kept";
export const noAnswer = "The kernel does not answer.";

export const agent = "Agent";
export const score = "Score";
export const interval = "95 % interval";
export const few = (n: number) => `n = ${n}`;
export const against = (agent: string) => `Against ${agent}`;
export const better = "better";
export const worse = "worse";
export const unclear = "no clear difference";
export const baseline = "baseline";
export const failed = "Failed";
export const failedHint = "Failed runs count as 0";
export const unscored = (count: number) => `${count} not scored`;
export const time = "Time";
export const tokens = "Tokens";
export const cost = "Cost";

export const filters = "Rows shown";
export const search = "Search rows";
export const mode: Record<Mode, string> = { list: "List", matrix: "Matrix" };
export const matrixHint = "A row per input, the agents beside each other";
export const moved = (count: string) => `${count} moved: sort again`;
export const movedHint = "The order holds while you read";

export const rows = "Runs";
export const input = "Input";
export const answer = "Answer";
export const pace = "Pace";
export const stateTitle = "State";
export const open = "Open the run";
export const close = "Close the run";
export const expectedTitle = "Expected";
export const expected = (text: string) => `Expected: ${text}`;
export const turn = (turn: string) => `turn ${turn}`;
export const attempts = (count: string) => `attempt ${count}`;
export const answers = (count: number) => `${count} answers`;
export const right = "right";
export const wrong = "wrong";
export const notScored = "not scored";
export const scorerFailed = (reason: string) => `The scorer failed: ${reason}`;
export const epoch = (number: number) => `Epoch ${number}`;
export const runs = "Runs of this row";
export const notBegun = "This run has not begun yet.";
export const loading = "Loading…";
export const retry = "Retry";
export const noRows = "No rows match.";

export const announce = (ended: string, total: string, failed: string, waiting: string) =>
  `${ended} of ${total} runs have ended, ${failed} failed, ${waiting} wait for you.`;

/** Put others in the place of the words above; build.mjs writes the body, since a bundle has no names. */
export function translate(_words: unknown[]): void {}
