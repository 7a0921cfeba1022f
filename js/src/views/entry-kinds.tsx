/** How each kind of entry is drawn: a new kind does not compile until it stands here. */

import type { FunctionComponent } from "preact";
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

const ENTRY_LOOKS: Record<EntryKind, EntryLook> = {
  user: { component: UserEntry, tone: null },
  message: { component: MessageEntry, tone: null },
  reasoning: { component: ReasoningEntry, tone: null },
  tool_call: { component: ({ entry }) => <ToolTable ids={entry.id} />, tone: "tool" },
  handoff: { component: HandoffEntry, tone: "handoff" },
  guardrail: { component: GuardrailEntry, tone: "bad" },
  error: { component: ErrorEntry, tone: "bad" },
  notice: { component: NoticeEntry, tone: null },
};

/** How an entry is drawn; a kind of a newer Python that this page does not know is drawn as a notice. */
export function entryLook(kind: EntryKind): EntryLook {
  return ENTRY_LOOKS[kind] ?? ENTRY_LOOKS.notice;
}
