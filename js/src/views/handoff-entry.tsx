/** The entry of a handoff: from whom, to whom, and why. */

import { argumentPairs } from "../json/argument-pairs";
import { laneClass } from "../transcript/lanes";
import type { Entry } from "../transcript/schema";
import type { EntryProps } from "./entry-kinds";
import { Icon, Spinner } from "./icons";
import * as strings from "./strings";
import { useView } from "./view-state";

export function HandoffEntry({ entry }: EntryProps) {
  const lanes = useView().store.value.lanes.value;
  const source = entry.source || entry.agent;
  const pending = entry.state === "streaming" || entry.state === "running";
  return (
    <div class="agw-handoff-line">
      <span class={`agw-handoff-icon ${laneClass(lanes, entry.target)}`}>
        {pending ? <Spinner /> : <Icon name="handoff" />}
      </span>
      <span class="agw-handoff-words">{sentence(entry, source)}</span>
      <Reason entry={entry} />
    </div>
  );
}

function sentence(entry: Entry, source: string): string {
  if (entry.state === "failed" || entry.state === "cancelled") return strings.handoffFailed(source);
  if (entry.state === "done") return strings.handoff(source, entry.target);
  return strings.handoffRunning(source, entry.target);
}

/** The reason the model gave: the text of the entry, else the arguments of the handoff. */
function Reason({ entry }: EntryProps) {
  const given = argumentPairs(entry.arguments) ?? [];
  const [only] = given;
  const named = given.map(({ name, value }) => `${name}: ${value}`).join(" · ");
  const reason = entry.text || (given.length === 1 ? only!.value.replace(/^"|"$/g, "") : named);
  return reason ? <span class="agw-handoff-reason">{reason}</span> : null;
}
