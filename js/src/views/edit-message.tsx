/** The form that edits an earlier message: the conversation goes on from there. */

import { useSignal } from "@preact/signals";
import type { Entry } from "../transcript/schema";
import { Button } from "./button";
import { onEscape } from "./on-escape";
import * as strings from "./strings";
import { useView } from "./view-state";

interface EditMessageProps {
  entry: Entry;
  onEnd: () => void;
}

export function EditMessage({ entry, onEnd }: EditMessageProps) {
  const { connection, store } = useView().client;
  const text = useSignal(store.text(entry.id));
  const feedback = useSignal("");
  const submit = async (event: Event) => {
    event.preventDefault();
    const reply = await connection.request({ type: "edit", id: entry.id, text: text.value });
    if (reply.ok) onEnd();
    else feedback.value = reply.message;
  };
  return (
    <form class="agw-form" onSubmit={submit} onKeyDown={onEscape(onEnd)}>
      <textarea
        class="agw-input"
        dir="auto"
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
      {feedback.value && (
        <p class="agw-feedback" role="alert">
          {feedback}
        </p>
      )}
    </form>
  );
}
