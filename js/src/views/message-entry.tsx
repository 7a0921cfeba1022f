/** The entries of messages, of the user and of the agents. */

import { useSignal } from "@preact/signals";
import { Button } from "./button";
import { EditMessage } from "./edit-message";
import type { EntryProps } from "./entry-kinds";
import { Icon } from "./icons";
import { StreamedText } from "./streamed-text";
import * as strings from "./strings";
import { TABLE_TYPE, TableResult } from "./table-result";
import { useView } from "./view-state";

/** A prompt of more characters, or lines, is long. */
const LONG_TEXT = 1500;
const MANY_LINES = 15;

export function UserEntry({ entry }: EntryProps) {
  const view = useView();
  const editing = useSignal(false);
  if (editing.value) return <EditMessage entry={entry} onEnd={() => (editing.value = false)} />;
  return (
    <>
      <Clamped entry={entry} />
      {view.can("edit") && entry.parent === null && (
        <Button
          icon="pencil"
          class="agw-fold-button agw-revise"
          action="edit-message"
          aria-label={strings.editMessage}
          title={strings.editMessage}
          onClick={() => (editing.value = true)}
        />
      )}
      <Branches id={entry.id} />
    </>
  );
}

/** Which of several ways on from a message is shown, and the way to the others. */
function Branches({ id }: { id: string }) {
  const view = useView();
  const branches = view.store.value.facts.value.branches[id];
  if (!branches) return null;
  const { at, of } = branches;
  const show = (to: number) => ({
    class: "agw-fold-button",
    disabled: to < 1 || to > of || !view.can("edit"),
    onClick: () => view.client.connection.send({ type: "branch", id, to }),
  });
  return (
    <span class="agw-branches" data-branch={at} data-branches={of}>
      <Button icon="left" action="previous-branch" aria-label={strings.previousBranch} {...show(at - 1)} />
      {strings.branchOf(at, of)}
      <Button icon="chevron" action="next-branch" aria-label={strings.nextBranch} {...show(at + 1)} />
    </span>
  );
}

/** A long prompt shows its beginning, so that the answer is not a page away. */
function Clamped({ entry }: EntryProps) {
  const expanded = useView().expanded(entry.id);
  const isLong = entry.text.length > LONG_TEXT || entry.text.split("\n", MANY_LINES + 1).length > MANY_LINES;
  const clamped = isLong && !expanded.value;
  return (
    <>
      <div class={clamped ? "agw-clamped" : undefined}>
        <StreamedText entry={entry} />
      </div>
      {isLong && (
        <Button
          icon={clamped ? "down" : "up"}
          class="agw-fold-button"
          action="show-more"
          aria-expanded={!clamped}
          onClick={() => (expanded.value = clamped)}
        >
          {clamped ? strings.showMore : strings.showLess}
        </Button>
      )}
    </>
  );
}

export function MessageEntry({ entry }: EntryProps) {
  const retracted = entry.state === "retracted";
  return (
    <>
      {retracted && <Retraction entry={entry} />}
      <Answer entry={entry} />
      {entry.state === "cancelled" && <p class="agw-aside">{strings.cancelledHere}</p>}
    </>
  );
}

/** What an agent says; a structured answer that is flat records is a table. */
function Answer({ entry }: EntryProps) {
  const table = entry.display?.[TABLE_TYPE];
  if (table === undefined) return <StreamedText entry={entry} />;
  return (
    <>
      <TableResult json={table} id={entry.id} />
      <details class="agw-fold">
        <summary>{strings.answerAsJson}</summary>
        <StreamedText entry={entry} />
      </details>
    </>
  );
}

/** Text that a guardrail took back stays readable, struck through, with the guard's name and reason. */
function Retraction({ entry }: EntryProps) {
  const store = useView().store.value;
  store.structureVersion.value; // the guardrail may come later
  const entries = [...store.transcript.entries.values()];
  const at = entries.findIndex((other) => other.id === entry.id);
  const guard = entries.slice(at).find((other) => other.kind === "guardrail" && other.state !== "done");
  return (
    <p class="agw-aside agw-bad" title={guard?.text}>
      <Icon name="shield" />
      {guard ? strings.retractedBy(guard.guardrail) : strings.retracted}
    </p>
  );
}
