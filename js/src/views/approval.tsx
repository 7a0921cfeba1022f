/** The approval of a tool call: its arguments, and buttons to approve, edit or deny it. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Command } from "../kernel/messages";
import type { Entry } from "../transcript/schema";
import { Button } from "./button";
import { Icon } from "./icons";
import { JsonText } from "./json-text";
import { Part } from "./part";
import * as strings from "./strings";
import { useView } from "./view-state";

/** Arguments of so many characters are whole in the row of their call. */
const SHOWN_IN_ROW = 150;

export function Approval({ entry }: { entry: Entry }) {
  const view = useView();
  const { connection } = view.client;
  const waiting = view.store.value.awaitingApproval.value;
  const isOneOfSeveral = waiting.length > 1;
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
  // Each by its id: what began to wait after the reader looked is not approved.
  const approveAll = () => waiting.forEach(({ call_id }) => void send({ type: "approve", call_id }));
  return (
    <div
      class="agw-approval"
      ref={box}
      role="group"
      aria-label={strings.approvalOf(entry.tool)}
      data-compact={isOneOfSeveral || undefined}
    >
      {!isOneOfSeveral && (
        <p class="agw-approval-title">
          <Icon name="hand" />
          {strings.mayRun(entry.agent, entry.tool)}
        </p>
      )}
      {editing.value ? (
        <Part
          name="form"
          props={{
            entry,
            onCancel: cancel,
            onRun: (json) => void send({ type: "approve", call_id, arguments: json }),
          }}
        />
      ) : (
        <>
          {(!isOneOfSeveral || entry.arguments.length > SHOWN_IN_ROW) && (
            <JsonText text={entry.arguments || "{}"} />
          )}
          <Choices entry={entry} send={send} onEdit={edit} />
        </>
      )}
      <p class="agw-feedback" role="alert">
        {feedback}
      </p>
      {isOneOfSeveral && waiting.at(-1)!.id === entry.id && (
        <Button icon="check" class="agw-button agw-approve-all" action="approve-all" onClick={approveAll}>
          {strings.approveAll(waiting.length)}
        </Button>
      )}
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
  const waiting = view.store.value.awaitingApproval.value;
  const lastOfTool = waiting.findLast(({ tool }) => tool === entry.tool) ?? entry;
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
          dir="auto"
          aria-label={strings.denyMessage}
          placeholder={strings.denyMessage}
          value={reason}
          onInput={(event) => (reason.value = event.currentTarget.value)}
        />
      </span>
      {lastOfTool.id === entry.id && (
        <Button
          class="agw-link"
          action="approve-always"
          onClick={() => send({ type: "approve", call_id, always: true })}
        >
          {strings.approveAlways(entry.tool)}
        </Button>
      )}
    </form>
  );
}
