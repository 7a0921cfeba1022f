/** One entry of the transcript, by its kind. Calls of tools have their table. */

import type { FunctionComponent } from "preact";
import type { Entry } from "../transcript/schema";
import { useView } from "./view-state";
import { ErrorEntry } from "./error";
import { GuardrailEntry } from "./guardrail";
import { HandoffEntry } from "./handoff";
import { MessageEntry, UserEntry } from "./message";
import { NoticeEntry } from "./notice";
import { ReasoningEntry } from "./reasoning";

export interface EntryProps {
  entry: Entry;
}

const KINDS: Record<string, FunctionComponent<EntryProps>> = {
  user: UserEntry,
  message: MessageEntry,
  reasoning: ReasoningEntry,
  handoff: HandoffEntry,
  tool_call: HandoffEntry, // one that is still being written; see blocks.ts
  guardrail: GuardrailEntry,
  error: ErrorEntry,
  notice: NoticeEntry,
};

export function EntryView({ id }: { id: string }) {
  const entry = useView().board.value.entry(id).value;
  const Kind = KINDS[entry.kind] ?? NoticeEntry;
  return (
    <div class={`agw-entry agw-${entry.kind}`} {...entryAttributes(entry)}>
      <Kind entry={entry} />
    </div>
  );
}

/** What users' browser tests find an entry by. */
export function entryAttributes(entry: Entry) {
  const isHandoff = entry.kind === "handoff";
  return {
    "data-kind": entry.kind,
    "data-id": entry.id,
    "data-agent": entry.agent,
    "data-state": entry.state,
    "data-tool": entry.kind === "tool_call" ? entry.tool : undefined,
    "data-from": isHandoff ? entry.source || entry.agent : undefined,
    "data-to": isHandoff ? entry.target : undefined,
  };
}
