/** What every entry has: a menu to copy it, link to it and write at it, and the note that was written. */

import { useComputed } from "@preact/signals";
import type { Entry } from "../transcript/schema";
import { Button } from "./button";
import { Icon } from "./icons";
import { Menu } from "./menu";
import { Part } from "./part";
import * as strings from "./strings";
import { useView, type ViewState } from "./view-state";

export function EntryMenu({ id }: { id: string }) {
  return (
    <Menu icon="more" class="agw-entry-menu" label={strings.entryMenu} action="entry-menu">
      <Part name="entry-menu" props={{ id }} />
    </Menu>
  );
}

/** Whether there is a note to show at an entry, or one is being written. */
export function useHasNote(entry: Entry): boolean {
  return useIsWritten(useView(), entry.id) || entry.annotation !== "";
}

export function EntryNote({ entry }: { entry: Entry }) {
  const view = useView();
  if (useIsWritten(view, entry.id)) return <Part name="entry-menu" props={{ id: entry.id, writes: true }} />;
  if (!entry.annotation) return null;
  return (
    <aside class="agw-annotation" role="note" aria-label={strings.note}>
      <Icon name="note" />
      <span dir="auto">{entry.annotation}</span>
      {view.steerable.value && (
        <Button
          icon="pencil"
          class="agw-fold-button"
          action="edit-note"
          aria-label={strings.editNote}
          title={strings.editNote}
          onClick={() => view.annotate(entry.id)}
        />
      )}
    </aside>
  );
}

function useIsWritten(view: ViewState, id: string): boolean {
  return useComputed(() => view.annotating.value === id && view.steerable.value).value;
}
