/** The composer of messages to the agents: Enter sends, Shift+Enter breaks the line. */

import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "./button";
import * as strings from "./strings";
import { useView, type ViewState } from "./view-state";

export function Composer() {
  const view = useView();
  const { connection } = view.client;
  const text = useSignal("");
  const feedback = useSignal("");
  const wasShown = useSignal(false);
  const canWrite = view.can("follow_up") || view.can("say");
  useEffect(() => {
    if (canWrite) wasShown.value = true;
  }, [canWrite]);
  // Once shown it keeps its place, so that a replay moves nothing.
  if (!canWrite && !wasShown.value) return null;
  const isEmpty = !text.value.trim();
  const onSubmit = async (event: Event) => {
    event.preventDefault();
    const message = text.value.trim();
    if (!message) return;
    text.value = "";
    feedback.value = "";
    const reply = await connection.request({ type: "say", text: message });
    if (reply.ok) return;
    feedback.value = reply.message;
    text.value ||= message;
  };
  return (
    <form class="agw-composer" data-over={(!canWrite && !feedback.value) || undefined} onSubmit={onSubmit}>
      <Suggestions onPick={(message) => connection.send({ type: "say", text: message })} />
      <MessageInput text={text} canWrite={canWrite} onEnter={onSubmit} />
      <Button
        icon="up"
        type="submit"
        class="agw-button agw-primary"
        action="send"
        disabled={!canWrite || isEmpty}
      >
        {strings.send}
      </Button>
      {feedback.value && (
        <p class="agw-feedback" role="alert">
          {feedback}
        </p>
      )}
    </form>
  );
}

interface MessageInputProps {
  text: Signal<string>;
  canWrite: boolean;
  onEnter: (event: KeyboardEvent) => void;
}

function MessageInput({ text, canWrite, onEnter }: MessageInputProps) {
  const view = useView();
  const onKeyDown = (event: KeyboardEvent) => {
    const sends = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (sends && text.value.trim()) onEnter(event);
  };
  return (
    <textarea
      class="agw-input"
      dir="auto"
      rows={1}
      aria-label={strings.composer}
      placeholder={placeholder(view)}
      disabled={!canWrite}
      value={text}
      onInput={(event) => (text.value = event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}

function placeholder(view: ViewState): string {
  const { store } = view.client;
  const { status } = store.facts.value;
  if (view.can("follow_up")) return strings.placeholderLater;
  if (status === "running" || status === "waiting") return strings.placeholderRunning;
  return store.isEmpty ? strings.placeholderFirst : strings.placeholder;
}

/** Suggested first messages. */
function Suggestions({ onPick }: { onPick: (text: string) => void }) {
  const view = useView();
  const isOffered = view.suggestions.length > 0 && view.can("say") && view.client.store.isEmpty;
  if (!isOffered) return null;
  return (
    <ul class="agw-suggestions" aria-label={strings.suggestions}>
      {view.suggestions.map((text) => (
        <li key={text}>
          <Button onClick={() => onPick(text)}>{text}</Button>
        </li>
      ))}
    </ul>
  );
}
