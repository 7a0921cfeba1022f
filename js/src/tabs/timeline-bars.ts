/** The bars of the timeline: a lane per agent with a bar for each model request, tool call and wait. */

import type { Entry, EntryState, ModelRequest, Patch, Transcript } from "../transcript/schema";
import type { TapeRow } from "../transcript/tape";

interface TimeSpan {
  id: string;
  /** In milliseconds since the run began. */
  start: number;
  end: number;
  /** Bars that overlap in time lie in different rows. */
  row: number;
}
export interface RequestBar extends TimeSpan {
  kind: "call";
  request: ModelRequest;
  /** Until when the model had written nothing. */
  firstToken: number;
}
export interface ToolBar extends TimeSpan {
  /** The call at work, or its wait for approval. */
  kind: "tool" | "wait";
  tool: Entry;
}
export type Bar = RequestBar | ToolBar;

export interface BarLane {
  name: string;
  bars: Bar[];
  rows: number;
}

interface Wait {
  id: string;
  start: number;
  end: number | null;
}

/** When calls waited for approval, read from the tape: an entry itself keeps only its last start. */
export function waitsOf(rows: TapeRow[]): Wait[] {
  const waits: Wait[] = [];
  const open = new Map<string, Wait>();
  for (const { t, patches } of rows) {
    for (const patch of patches) {
      const change = stateChange(patch);
      if (!change) continue;
      const { id, state } = change;
      const wait = open.get(id);
      if (wait) wait.end = t;
      open.delete(id);
      if (state === "awaiting_approval") {
        const begun = { id, start: t, end: null };
        waits.push(begun);
        open.set(id, begun);
      }
    }
  }
  return waits;
}

/** The state that a patch gives an entry; a call that begins and waits within one row comes as one put. */
function stateChange({ op, at, value }: Patch): { id: string; state: unknown } | null {
  const [collection, id = "", field] = at;
  if (collection !== "entries") return null;
  if (op === "put") return value as Entry;
  return field === "state" ? { id, state: value } : null;
}

/** A call that waits for approval has a bar of its wait only, and one that was never run took no time. */
const UNBARRED: EntryState[] = ["awaiting_approval", "not_run"];

/** The lanes in order of appearance; what has not ended lasts until `now`. An agent without a name is "". */
export function barLanes(transcript: Transcript, waits: Wait[], now: number): BarLane[] {
  const { lanes, calls, entries } = transcript;
  const byAgent = new Map<string, Bar[]>();
  for (const lane of lanes.values()) byAgent.set(lane.name, []);
  const add = (agent: string, bar: Bar) => {
    const bars = byAgent.get(agent) ?? [];
    byAgent.set(agent, bars);
    bars.push(bar);
  };
  for (const request of calls.values()) add(request.agent, requestBar(request, now));
  for (const entry of entries.values()) {
    const isShown = entry.kind === "tool_call" && !UNBARRED.includes(entry.state);
    if (isShown) add(entry.agent, toolBar(entry, now));
  }
  for (const wait of waits) {
    const tool = entries.get(wait.id);
    if (tool && wait.start <= now) add(tool.agent, waitBar(wait, tool, now));
  }
  return [...byAgent].map(([name, bars]) => ({ name, bars, rows: assignRows(bars) }));
}

/** Ends of the axis, in powers of ten, whose quarters are round numbers too. */
const AXIS_ENDS = [1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10];

/** The end of the time axis at or after `ms`, which seldom changes. */
export function axisEnd(ms: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(1000, ms)));
  return AXIS_ENDS.map((factor) => Math.round(factor * step)).find((end) => end >= ms)!;
}

/** Tokens a second from the first token on; null while that is not known. */
export function tokensPerSecond({ first_token, ended, output_tokens }: ModelRequest): number | null {
  if (first_token === null || ended === null || ended <= first_token || !output_tokens) return null;
  return output_tokens / ((ended - first_token) / 1000);
}

function requestBar(request: ModelRequest, now: number): RequestBar {
  const { id, started, first_token, ended } = request;
  const end = ended ?? now;
  return { id, kind: "call", start: started, end, row: 0, request, firstToken: first_token ?? end };
}

function toolBar(tool: Entry, now: number): ToolBar {
  return { id: tool.id, kind: "tool", start: tool.started, end: tool.ended ?? now, row: 0, tool };
}

function waitBar({ id, start, end }: Wait, tool: Entry, now: number): ToolBar {
  return { id: `wait ${id} ${start}`, kind: "wait", start, end: Math.min(end ?? now, now), row: 0, tool };
}

/** Give each bar the first row that is free, tools below model requests; returns how many rows that takes. */
function assignRows(bars: Bar[]): number {
  const requests = bars.filter((bar) => bar.kind === "call");
  const tools = bars.filter((bar) => bar.kind !== "call");
  const requestRows = assignRowsFrom(0, requests);
  return assignRowsFrom(requestRows, tools);
}

/** Give the bars rows from `firstRow` on; returns the row after them. */
function assignRowsFrom(firstRow: number, bars: Bar[]): number {
  const rowEnds: number[] = [];
  for (const bar of bars.sort((a, b) => a.start - b.start)) {
    const free = rowEnds.findIndex((end) => end <= bar.start);
    const row = free < 0 ? rowEnds.length : free;
    rowEnds[row] = bar.end;
    bar.row = firstRow + row;
  }
  return firstRow + rowEnds.length;
}
