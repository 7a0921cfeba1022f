/** Where the reader writes: Enter sends, Shift+Enter breaks the line. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import * as strings from "./strings";
import { useView } from "./view-state";
import { Button } from "./button";
import { Icon } from "./icons";

export function Composer() {
  const view = useView();
  const { link, board } = view.store;
  const text = useSignal("");
  const said = useSignal("");
  const shownOnce = useSignal(false);
  const { status } = board.facts.value;
  const later = view.can("follow_up");
  const maySay = later || view.can("say");
  useEffect(() => {
    if (maySay) shownOnce.value = true;
  }, [maySay]);
  // Once there it keeps its room, so that a replay moves nothing.
  if (!maySay && !shownOnce.value) return null;
  const running = status === "running";
  const stops = running && !text.value.trim() && view.can("stop");
  const submit = async (event: Event) => {
    event.preventDefault();
    const message = text.value.trim();
    if (!message && !stops) return;
    text.value = "";
    said.value = "";
    const reply = await link.ask(message ? { type: "say", text: message } : { type: "stop" });
    if (reply.ok) return;
    said.value = reply.message;
    text.value ||= message;
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && text.value.trim())
      void submit(event);
  };
  return (
    <form class="agw-composer" data-over={(!maySay && !said.value) || undefined} onSubmit={submit}>
      <Suggestions onPick={(message) => link.tell({ type: "say", text: message })} />
      <textarea
        class="agw-input"
        dir="auto"
        rows={1}
        aria-label={strings.composer}
        placeholder={
          later ? strings.placeholderLater : invitation(running || status === "waiting", board.isEmpty)
        }
        disabled={!maySay}
        value={text}
        onInput={(event) => (text.value = event.currentTarget.value)}
        onKeyDown={key}
      />
      <button
        type="submit"
        class={`agw-button ${stops ? "" : "agw-primary"}`}
        data-action="send"
        data-stops={stops || undefined}
        disabled={!maySay || (!stops && !text.value.trim())}
      >
        <Icon name={stops ? "stop" : "up"} />
        {stops ? strings.stop : strings.send}
      </button>
      {said.value && (
        <p class="agw-said" role="alert">
          {said}
        </p>
      )}
    </form>
  );
}

function invitation(running: boolean, isFirst: boolean): string {
  if (running) return strings.placeholderRunning;
  return isFirst ? strings.placeholderFirst : strings.placeholder;
}

/** What could be asked first. */
function Suggestions({ onPick }: { onPick: (text: string) => void }) {
  const view = useView();
  const offered = view.suggestions;
  if (offered.length === 0 || !view.can("say") || !view.store.board.isEmpty) return null;
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
