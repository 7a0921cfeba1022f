/** The types of the wire: what Python sends, and the commands that go up. */

import type { Patch, TranscriptData } from "../transcript/schema";

/** One flush: the patches of some milliseconds, numbered. Also one line of the tape. */
export interface TapeRow {
  seq: number;
  t: number;
  patches: Patch[];
}

export interface Snapshot {
  seq: number;
  t: number;
  transcript: TranscriptData;
}

/** What Python has the views show: an instant of the run in milliseconds, or the present (null). */
export interface Instant {
  t: number | null;
}

export type EventKind = "raw" | "item" | "agent" | "other";

/** One event of the stream as it came, or several equal deltas folded by `count`. */
export interface EventRow {
  n: number;
  t: number;
  kind: EventKind;
  type: string;
  summary: string;
  count?: number;
}

export interface TapeHeader {
  format: string;
  version: number;
  began?: number | null;
}

export type Message =
  | ({ type?: undefined } & TapeRow)
  | ({ type: "snapshot" } & Snapshot)
  | { type: "events"; from: number; total: number; rows: EventRow[] }
  | { type: "event"; n: number; json: unknown }
  | { type: "tape"; header: TapeHeader; rows: TapeRow[] }
  | { type: "result"; id: string; text?: string; display?: Record<string, string> }
  | { type: "library"; name: string; source: string }
  | { type: "saved"; forms: Record<string, string> }
  | { type: "reply"; to: number; ok: boolean; message?: string; seq?: number };

export type Command =
  | { type: "hello" }
  | { type: "saved" }
  | { type: "resync"; seq: number }
  | { type: "stop"; after_turn?: boolean }
  | { type: "pause" }
  | { type: "resume" }
  | { type: "approve"; call_id: string; arguments?: string; always?: boolean }
  | { type: "deny"; call_id: string; message?: string }
  | { type: "say"; text: string }
  | { type: "retry" }
  | { type: "edit"; id: string; text: string }
  | { type: "events"; from: number; open: boolean }
  | { type: "event"; n: number }
  | { type: "tape" }
  | { type: "result"; id: string }
  | { type: "name"; id: string; variable: string }
  | { type: "library"; name: string }
  | { type: "budget"; add_usd?: number; add_tokens?: number };

export interface Reply {
  ok: boolean;
  message: string;
}
