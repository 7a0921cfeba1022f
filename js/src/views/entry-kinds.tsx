/** How each kind of entry is drawn: a new kind does not compile until it stands here. */

import type { FunctionComponent } from "preact";
import { dictionary } from "../transcript/dictionary";
import type { Entry, EntryKind } from "../transcript/schema";
import { ErrorEntry } from "./error-entry";
import { GuardrailEntry } from "./guardrail-entry";
import { HandoffEntry } from "./handoff-entry";
import { MessageEntry, UserEntry } from "./message-entry";
import type { Tone } from "./minimap";
import { NoticeEntry } from "./notice-entry";
import { ReasoningEntry } from "./reasoning-entry";
import { ToolTable } from "./tool-table";

export interface EntryProps {
  entry: Entry;
}

interface EntryLook {
  component: FunctionComponent<EntryProps>;
  /** How the minimap marks its beginning; null: not at all. */
  tone: Tone | null;
}

const ENTRY_LOOKS: Record<EntryKind, EntryLook> = dictionary({
  user: { component: UserEntry, tone: null },
  message: { component: MessageEntry, tone: null },
  reasoning: { component: ReasoningEntry, tone: null },
  tool_call: { component: ({ entry }) => <ToolTable ids={JSON.stringify([entry.id])} />, tone: "tool" },
  handoff: { component: HandoffEntry, tone: "handoff" },
  guardrail: { component: GuardrailEntry, tone: "bad" },
  error: { component: ErrorEntry, tone: "bad" },
  notice: { component: NoticeEntry, tone: null },
});

/** The kind that an entry is drawn as: one of a newer Python, or that a recording invents, is a notice. */
export function drawnKind(kind: EntryKind): EntryKind {
  return kind in ENTRY_LOOKS ? kind : "notice";
}

/** How an entry is drawn. */
export function entryLook(kind: EntryKind): EntryLook {
  return ENTRY_LOOKS[drawnKind(kind)];
}
