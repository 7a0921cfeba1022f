/** The composer of messages to the agents: Enter sends, Shift+Enter breaks the line. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "./button";
import { Icon } from "./icons";
import * as strings from "./strings";
import { useView } from "./view-state";

export function Composer() {
  const view = useView();
  const { connection, store } = view.client;
  const text = useSignal("");
  const feedback = useSignal("");
  const wasShown = useSignal(false);
  const { status } = store.facts.value;
  const queues = view.can("follow_up");
  const canWrite = queues || view.can("say");
  useEffect(() => {
    if (canWrite) wasShown.value = true;
  }, [canWrite]);
  // Once shown it keeps its place, so that a replay moves nothing.
  if (!canWrite && !wasShown.value) return null;
  const running = status === "running";
  const stops = running && !text.value.trim() && view.can("stop");
  const submit = async (event: Event) => {
    event.preventDefault();
    const message = text.value.trim();
    if (!message && !stops) return;
    text.value = "";
    feedback.value = "";
    const reply = await connection.request(message ? { type: "say", text: message } : { type: "stop" });
    if (reply.ok) return;
    feedback.value = reply.message;
    text.value ||= message;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && text.value.trim())
      void submit(event);
  };
  return (
    <form class="agw-composer" data-over={(!canWrite && !feedback.value) || undefined} onSubmit={submit}>
      <Suggestions onPick={(message) => connection.send({ type: "say", text: message })} />
      <textarea
        class="agw-input"
        dir="auto"
        rows={1}
        aria-label={strings.composer}
        placeholder={
          queues ? strings.placeholderLater : invitation(running || status === "waiting", store.isEmpty)
        }
        disabled={!canWrite}
        value={text}
        onInput={(event) => (text.value = event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button
        type="submit"
        class={`agw-button ${stops ? "" : "agw-primary"}`}
        data-action="send"
        data-stops={stops || undefined}
        disabled={!canWrite || (!stops && !text.value.trim())}
      >
        <Icon name={stops ? "stop" : "up"} />
        {stops ? strings.stop : strings.send}
      </button>
      {feedback.value && (
        <p class="agw-feedback" role="alert">
          {feedback}
        </p>
      )}
    </form>
  );
}

function invitation(running: boolean, isFirst: boolean): string {
  if (running) return strings.placeholderRunning;
  return isFirst ? strings.placeholderFirst : strings.placeholder;
}

/** Suggested first messages. */
function Suggestions({ onPick }: { onPick: (text: string) => void }) {
  const view = useView();
  const offered = view.suggestions;
  if (offered.length === 0 || !view.can("say") || !view.client.store.isEmpty) return null;
  return (
    <ul class="agw-suggestions" aria-label={strings.suggestions}>
      {offered.map((text) => (
        <li key={text}>
          <Button onClick={() => onPick(text)}>{text}</Button>
        </li>
      ))}
    </ul>
  );
}
