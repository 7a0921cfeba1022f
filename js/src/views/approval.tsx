/** A call that waits for a yes or no: read it, change it, let it run or refuse it. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Command } from "../kernel/messages";
import { ArgumentForm } from "./argument-form";
import * as strings from "./strings";
import type { Entry } from "../transcript/schema";
import { useView } from "./view-state";
import { Button } from "./button";
import { Icon } from "./icons";
import { JsonText } from "./json-text";

export function Approval({ entry }: { entry: Entry }) {
  const link = useView().store.link;
  const editing = useSignal(false);
  const said = useSignal("");
  const box = useRef<HTMLDivElement>(null);
  const { call_id } = entry;
  // The focus does not get lost with what had it.
  useLayoutEffect(() => () => box.current?.querySelector(":focus") && rowOf(box.current).focus(), []);
  const edit = (event: Event) => {
    // Taken out with the focus on it, it would have the page laid out before the form is in: the end would be lost.
    (event.currentTarget as HTMLElement).blur();
    editing.value = true;
  };
  const cancel = () => {
    editing.value = false;
    setTimeout(() => box.current?.querySelector<HTMLElement>("[data-action=edit]")?.focus());
  };
  const ask = async (command: Command) => {
    said.value = strings.asked;
    const reply = await link.ask(command);
    said.value = reply.ok ? "" : reply.message;
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
          onRun={(json) => ask({ type: "approve", call_id, arguments: json })}
        />
      ) : (
        <>
          <JsonText text={entry.arguments || "{}"} />
          <Choices entry={entry} ask={ask} onEdit={edit} />
        </>
      )}
      <p class="agw-said" role="alert">
        {said}
      </p>
    </div>
  );
}

function rowOf(box: Element): HTMLElement {
  return box.closest("tr")!.previousElementSibling!.querySelector("button")!;
}

interface ChoicesProps {
  entry: Entry;
  ask: (command: Command) => void;
  onEdit: (event: Event) => void;
}

function Choices({ entry, ask, onEdit }: ChoicesProps) {
  const view = useView();
  const { call_id } = entry;
  const why = useSignal("");
  const deny = (event: Event) => {
    event.preventDefault();
    const message = why.value.trim();
    ask({ type: "deny", call_id, ...(message && { message }) });
  };
  return (
    <form class="agw-actions" onSubmit={deny}>
      <Button
        icon="check"
        class="agw-button agw-primary"
        action="approve"
        onClick={() => ask({ type: "approve", call_id })}
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
          value={why}
          onInput={(event) => (why.value = event.currentTarget.value)}
        />
      </span>
      <Button
        class="agw-link"
        action="approve-always"
        onClick={() => ask({ type: "approve", call_id, always: true })}
      >
        {strings.approveAlways(entry.tool)}
      </Button>
    </form>
  );
}
