/** One entry of the transcript, by its kind. Tool calls are rows of a table instead: see tool-row.tsx. */

import { entryAttributes } from "./entry-attributes";
import { drawnKind, entryLook } from "./entry-kinds";
import { EntryMenu, EntryNote } from "./entry-note";
import { useView } from "./view-state";

export function EntryView({ id }: { id: string }) {
  const entry = useView().store.value.entry(id).value;
  const Component = entryLook(entry.kind).component;
  return (
    <div class={`agw-entry agw-${drawnKind(entry.kind)}`} {...entryAttributes(entry)}>
      <Component entry={entry} />
      <EntryMenu id={id} />
      <EntryNote entry={entry} />
    </div>
  );
}
