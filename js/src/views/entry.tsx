/** One entry of the transcript, by its kind. Tool calls are rows of a table instead: see tool-row.tsx. */

import type { FunctionComponent } from "preact";
import type { Entry, EntryKind } from "../transcript/schema";
import { entryAttributes } from "./entry-attributes";
import { ErrorEntry } from "./error";
import { GuardrailEntry } from "./guardrail";
import { HandoffEntry } from "./handoff";
import { MessageEntry, UserEntry } from "./message";
import { NoticeEntry } from "./notice";
import { ReasoningEntry } from "./reasoning";
import { ToolTable } from "./tool-table";
import { useView } from "./view-state";

export interface EntryProps {
  entry: Entry;
}

/** The component of each kind: a new kind does not compile until it is drawn. */
const COMPONENTS: Record<EntryKind, FunctionComponent<EntryProps>> = {
  user: UserEntry,
  message: MessageEntry,
  reasoning: ReasoningEntry,
  tool_call: ({ entry }) => <ToolTable ids={entry.id} />,
  handoff: HandoffEntry,
  guardrail: GuardrailEntry,
  error: ErrorEntry,
  notice: NoticeEntry,
};

export function EntryView({ id }: { id: string }) {
  const entry = useView().store.value.entry(id).value;
  // A newer Python may send a kind that this view does not know.
  const Component = COMPONENTS[entry.kind] ?? NoticeEntry;
  return (
    <div class={`agw-entry agw-${entry.kind}`} {...entryAttributes(entry)}>
      <Component entry={entry} />
    </div>
  );
}
