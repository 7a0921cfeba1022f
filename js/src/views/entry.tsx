/** One entry of the transcript, by its kind. Tool calls are rows of a table instead: see tool-row.tsx. */

import type { FunctionComponent } from "preact";
import type { Entry, EntryKind } from "../transcript/schema";
import { entryAttributes } from "./entry-attributes";
import { ErrorEntry } from "./error-entry";
import { GuardrailEntry } from "./guardrail-entry";
import { HandoffEntry } from "./handoff-entry";
import { MessageEntry, UserEntry } from "./message-entry";
import { NoticeEntry } from "./notice-entry";
import { ReasoningEntry } from "./reasoning-entry";
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
