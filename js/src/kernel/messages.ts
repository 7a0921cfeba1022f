/** The wire format: what Python sends (`Message`), and the commands that the page sends (`Command`). */

import type { TablePage, TableQuestion } from "../table/table-form";
import type { Patch } from "../transcript/schema";
import type { Snapshot, TapeHeader, TapeRow } from "../transcript/tape";

/** The instant of the run that the views show, in milliseconds; null: the present. Python sets it. */
export interface Instant {
  t: number | null;
}

/** The files that a run is saved as. */
export type ExportFormat = "report" | "pdf" | "html" | "markdown" | "jsonl";

export type EventKind = "raw" | "item" | "agent" | "other";

/** One event of the stream as it came, or several deltas of one type after each other: `count` of them. */
export interface EventRow {
  n: number;
  t: number;
  kind: EventKind;
  type: string;
  summary: string;
  count?: number;
  /** When each of several came. */
  times?: number[];
  /** The id of the entry that the first of them changed. */
  entry?: string;
}

/** The forms of one output by MIME type. */
export type MimeBundle = Record<string, string>;

/** A row of the tape is sent as it is; every other message has a type. */
export type Message =
  | ({ type?: undefined } & TapeRow)
  /** A large one comes without what is in `parts` messages after it. */
  | ({ type: "snapshot"; parts?: number } & Snapshot)
  | { type: "snapshot_part"; seq: number; patches: Patch[] }
  | { type: "events"; from: number; total: number; rows: EventRow[] }
  | { type: "event"; n: number; json: string }
  | { type: "event_parts"; n: number; rows: EventRow[] }
  | { type: "event_search"; query: string; rows: number[] }
  | { type: "tape"; header: TapeHeader; rows: TapeRow[]; more?: boolean }
  | { type: "result"; id: string; text?: string; display?: MimeBundle }
  | ({ type: "table"; question: number; problem?: string } & TablePage)
  | { type: "library"; name: string; source: string }
  /** A file, in pieces: all but the last say that there are more. A PDF is in base64. */
  | { type: "export"; name: string; text: string; more: boolean; problem?: string }
  | { type: "saved"; forms: MimeBundle }
  | { type: "reply"; to: number; ok: boolean; message?: string; seq?: number };

export type Command =
  | { type: "hello" }
  | { type: "saved" }
  | { type: "resync"; seq: number }
  | { type: "stop"; after_turn?: boolean }
  | { type: "pause" }
  | { type: "step" }
  | { type: "resume" }
  | { type: "approve"; call_id: string; arguments?: string; always?: boolean }
  | { type: "deny"; call_id: string; message?: string }
  /** The answer is JSON text; null declines. */
  | { type: "answer"; call_id: string; answer: string | null }
  | { type: "say"; text: string }
  | { type: "retry" }
  | { type: "edit"; id: string; text: string }
  | { type: "branch"; id: string; to: number }
  | { type: "annotate"; id: string; text: string }
  | { type: "export"; format: ExportFormat; language: string }
  | { type: "can_export"; format: ExportFormat }
  | { type: "events"; from: number; open: boolean }
  | { type: "event"; n: number }
  | { type: "event_parts"; n: number }
  | { type: "event_search"; query: string }
  | { type: "tape" }
  | { type: "result"; id: string }
  | ({ type: "table"; id: string; question: number } & TableQuestion)
  | { type: "name"; id: string; variable: string }
  | { type: "library"; name: string }
  | { type: "budget"; add_usd?: number; add_tokens?: number; uncounted?: boolean };

/** What Python says about a command. */
export interface Reply {
  ok: boolean;
  message: string;
}
