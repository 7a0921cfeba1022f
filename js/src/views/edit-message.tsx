/** The form that edits an earlier message: the conversation goes on from there. */

import { useSignal } from "@preact/signals";
import type { Entry } from "../transcript/schema";
import { Button } from "./button";
import * as strings from "./strings";
import { useView } from "./view-state";

interface EditMessageProps {
  entry: Entry;
  onEnd: () => void;
}

export function EditMessage({ entry, onEnd }: EditMessageProps) {
  const { connection, store } = useView().client;
  const text = useSignal(store.text(entry.id));
  const submit = (event: Event) => {
    event.preventDefault();
    connection.send({ type: "edit", id: entry.id, text: text.value });
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
          {strings.sendEdited}
        </Button>
        <Button onClick={onEnd}>{strings.cancel}</Button>
        <span class="agw-muted">{strings.branches}</span>
      </div>
    </form>
  );
}
