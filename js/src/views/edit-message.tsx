/** Another wording of an earlier message: the conversation goes on from there. */

import { useSignal } from "@preact/signals";
import * as strings from "./strings";
import type { Entry } from "../transcript/schema";
import { useView } from "./view-state";
import { Button } from "./button";
import * as words from "../tabs/strings";

interface RevisionProps {
  entry: Entry;
  onEnd: () => void;
}

export function Revision({ entry, onEnd }: RevisionProps) {
  const { link, board } = useView().store;
  const text = useSignal(board.text(entry.id));
  const submit = (event: Event) => {
    event.preventDefault();
    link.tell({ type: "edit", id: entry.id, text: text.value });
    onEnd();
  };
  return (
    <form class="agw-form" onSubmit={submit}>
      <textarea
        class="agw-input"
        rows={3}
        aria-label={strings.editMessage}
        ref={(input) => input?.focus()}
        value={text}
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
      <div class="agw-actions">
        <Button type="submit" class="agw-button agw-primary" action="edit-send">
          {words.sendEdited}
        </Button>
        <Button onClick={onEnd}>{strings.cancel}</Button>
        <span class="agw-muted">{words.branches}</span>
      </div>
    </form>
  );
}
