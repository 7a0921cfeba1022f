/** The approval of a tool call: its arguments, and buttons to approve, edit or deny it. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Command } from "../kernel/messages";
import type { Entry } from "../transcript/schema";
import { ArgumentForm } from "./argument-form";
import { Button } from "./button";
import { Icon } from "./icons";
import { JsonText } from "./json-text";
import * as strings from "./strings";
import { useView } from "./view-state";

export function Approval({ entry }: { entry: Entry }) {
  const connection = useView().client.connection;
  const editing = useSignal(false);
  const feedback = useSignal("");
  const box = useRef<HTMLDivElement>(null);
  const { call_id } = entry;
  // The focus does not get lost with what had it.
  useLayoutEffect(() => () => box.current?.querySelector(":focus") && rowOf(box.current).focus(), []);
  const edit = (event: Event) => {
    // Removed with the focus on it, it would have the page laid out before the form is in: the end would be lost.
    (event.currentTarget as HTMLElement).blur();
    editing.value = true;
  };
  const cancel = () => {
    editing.value = false;
    setTimeout(() => box.current?.querySelector<HTMLElement>("[data-action=edit]")?.focus());
  };
  const send = async (command: Command) => {
    feedback.value = strings.asked;
    const reply = await connection.request(command);
    feedback.value = reply.ok ? "" : reply.message;
  };
  return (
    <div class="agw-approval" ref={box} role="group" aria-label={strings.approvalOf(entry.tool)}>
      <p class="agw-approval-title">
        <Icon name="hand" />
        {strings.mayRun(entry.agent, entry.tool)}
      </p>
      {editing.value ? (
        <ArgumentForm
          entry={entry}
          onCancel={cancel}
          onRun={(json) => send({ type: "approve", call_id, arguments: json })}
        />
      ) : (
        <>
          <JsonText text={entry.arguments || "{}"} />
          <Choices entry={entry} send={send} onEdit={edit} />
        </>
      )}
      <p class="agw-feedback" role="alert">
        {feedback}
      </p>
    </div>
  );
}

function rowOf(box: Element): HTMLElement {
  return box.closest("tr")!.previousElementSibling!.querySelector("button")!;
}

interface ChoicesProps {
  entry: Entry;
  send: (command: Command) => void;
  onEdit: (event: Event) => void;
}

function Choices({ entry, send, onEdit }: ChoicesProps) {
  const view = useView();
  const { call_id } = entry;
  const reason = useSignal("");
  const deny = (event: Event) => {
    event.preventDefault();
    const message = reason.value.trim();
    send({ type: "deny", call_id, ...(message && { message }) });
  };
  return (
    <form class="agw-actions" onSubmit={deny}>
      <Button
        icon="check"
        class="agw-button agw-primary"
        action="approve"
        onClick={() => send({ type: "approve", call_id })}
      >
        {strings.approve}
      </Button>
      {view.can("edit_arguments") && (
        <Button icon="pencil" action="edit" onClick={onEdit}>
          {strings.editArguments}
        </Button>
      )}
      <span class="agw-join">
        <Button icon="cross" type="submit" action="deny">
          {strings.deny}
        </Button>
        <input
          aria-label={strings.denyMessage}
          placeholder={strings.denyMessage}
          value={reason}
          onInput={(event) => (reason.value = event.currentTarget.value)}
        />
      </span>
      <Button
        class="agw-link"
        action="approve-always"
        onClick={() => send({ type: "approve", call_id, always: true })}
      >
        {strings.approveAlways(entry.tool)}
      </Button>
    </form>
  );
}
