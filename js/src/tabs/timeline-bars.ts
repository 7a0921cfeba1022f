/** The run over time: a lane per agent, and in it a bar for each model call and each tool. */

import type { TapeRow } from "../transcript/tape";
import type { Entry, ModelRequest, Transcript } from "../transcript/schema";

export interface Bar {
  id: string;
  kind: "call" | "tool" | "wait";
  start: number;
  end: number;
  /** Until when the model had written nothing. */
  first: number | null;
  /** Bars that overlap in time lie in different rows. */
  row: number;
  call?: ModelRequest;
  tool?: Entry;
}

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

/** When calls waited for the reader, read from the tape: an entry itself keeps only its last start. */
export function waitsOf(rows: TapeRow[]): Wait[] {
  const waits: Wait[] = [];
  const open = new Map<string, Wait>();
  for (const { t, patches } of rows) {
    for (const { at, value } of patches) {
      const [collection, id, field] = at;
      if (collection !== "entries" || field !== "state") continue;
      const wait = open.get(id!);
      if (wait) wait.end = t;
      open.delete(id!);
      if (value !== "awaiting_approval") continue;
      const begun = { id: id!, start: t, end: null };
      waits.push(begun);
      open.set(id!, begun);
    }
  }
  return waits;
}

/** The lanes in order of appearance; what is not over yet lasts until `now`. Who nobody named is "". */
export function barLanes({ lanes, calls, entries }: Transcript, waits: Wait[], now: number): BarLane[] {
  const byAgent = new Map<string, Bar[]>();
  for (const lane of lanes.values()) byAgent.set(lane.name, []);
  const add = (agent: string, bar: Bar) => {
    const bars = byAgent.get(agent) ?? [];
    byAgent.set(agent, bars);
    bars.push(bar);
  };
  for (const call of calls.values()) add(call.agent, callBar(call, now));
  for (const entry of entries.values()) {
    if (entry.kind === "tool_call" && entry.state !== "awaiting_approval")
      add(entry.agent, toolBar(entry, now));
  }
  for (const wait of waits) {
    const tool = entries.get(wait.id);
    if (tool && wait.start <= now) add(tool.agent, waitBar(wait, tool, now));
  }
  return [...byAgent].map(([name, bars]) => ({ name, bars, rows: place(bars) }));
}

/** Ends of the axis whose quarters are round numbers, too. */
const ENDS = [1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10];

/** The end of the time axis at or after `ms`, which seldom changes. */
export function axisEnd(ms: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(1000, ms)));
  return ENDS.map((factor) => Math.round(factor * step)).find((end) => end >= ms)!;
}

/** Tokens a second from the first token on; null when that cannot be said. */
export function tokensPerSecond({ first_token, ended, output_tokens }: ModelRequest): number | null {
  if (first_token === null || ended === null || ended <= first_token || !output_tokens) return null;
  return output_tokens / ((ended - first_token) / 1000);
}

function callBar(call: ModelRequest, now: number): Bar {
  const { started: start, ended, first_token: first } = call;
  return { id: call.id, kind: "call", start, end: ended ?? now, first: first ?? ended ?? now, row: 0, call };
}

function waitBar({ id, start, end }: Wait, tool: Entry, now: number): Bar {
  return { id: `wait ${id}`, kind: "wait", start, end: Math.min(end ?? now, now), first: null, row: 0, tool };
}

function toolBar(tool: Entry, now: number): Bar {
  return {
    id: tool.id,
    kind: "tool",
    start: tool.started,
    end: tool.ended ?? now,
    first: null,
    row: 0,
    tool,
  };
}

/** Give each bar the first row that is free, tools below model calls; returns how many rows that takes. */
function place(bars: Bar[]): number {
  const above = stack(
    bars.filter((bar) => bar.kind === "call"),
    0,
  );
  return stack(
    bars.filter((bar) => bar.kind !== "call"),
    above,
  );
}

function stack(bars: Bar[], above: number): number {
  const free: number[] = [];
  for (const bar of bars.sort((a, b) => a.start - b.start)) {
    const found = free.findIndex((end) => end <= bar.start);
    const row = found < 0 ? free.length : found;
    free[row] = bar.end;
    bar.row = above + row;
  }
  return above + free.length;
}
