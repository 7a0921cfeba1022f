/** What was said, by the user and by the agents. */

import { strings } from "../strings";
import type { EntryProps } from "./entry";
import { Icon } from "./icons";
import { StreamedText } from "./streamed-text";

export function UserEntry({ entry }: EntryProps) {
  return <StreamedText entry={entry} />;
}

export function MessageEntry({ entry }: EntryProps) {
  if (entry.state === "retracted") return <Retracted entry={entry} />;
  return (
    <>
      <StreamedText entry={entry} />
      {entry.state === "cancelled" && <p class="agw-aside">{strings.cancelledHere}</p>}
    </>
  );
}

/** Text a guardrail took back stays readable, but nobody can take it for the answer. */
function Retracted({ entry }: EntryProps) {
  return (
    <>
      <p class="agw-aside agw-bad">
        <Icon name="shield" />
        {entry.guardrail ? strings.retractedBy(entry.guardrail) : strings.retracted}
      </p>
      <details class="agw-fold">
        <summary>{strings.showRetracted}</summary>
        <del class="agw-struck">
          <StreamedText entry={entry} />
        </del>
      </details>
    </>
  );
}
