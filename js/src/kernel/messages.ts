/** The wire format: what Python sends (`Message`), and the commands that the page sends (`Command`). */

import type { Snapshot, TapeHeader, TapeRow } from "../transcript/tape";

/** The instant of the run that the views show, in milliseconds; null: the present. Python sets it. */
export interface Instant {
  t: number | null;
}

export type EventKind = "raw" | "item" | "agent" | "other";

/** One event of the stream as it came, or several deltas of one type after each other: `count` of them. */
export interface EventRow {
  n: number;
  t: number;
  kind: EventKind;
  type: string;
  summary: string;
  count?: number;
}

/** The forms of one output by MIME type. */
export type MimeBundle = Record<string, string>;

/** A row of the tape is sent as it is; every other message has a type. */
export type Message =
  | ({ type?: undefined } & TapeRow)
  | ({ type: "snapshot" } & Snapshot)
  | { type: "events"; from: number; total: number; rows: EventRow[] }
  | { type: "event"; n: number; json: string }
  | { type: "tape"; header: TapeHeader; rows: TapeRow[] }
  | { type: "result"; id: string; text?: string; display?: MimeBundle }
  | { type: "library"; name: string; source: string }
  | { type: "saved"; forms: MimeBundle }
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
  | { type: "budget"; add_usd?: number; add_tokens?: number; uncounted?: boolean };

/** What Python says about a command. */
export interface Reply {
  ok: boolean;
  message: string;
}
