/** The entry of a guardrail: its name, its verdict and the reason. */

import type { EntryProps } from "./entry-kinds";
import { Icon } from "./icons";
import * as strings from "./strings";

export function GuardrailEntry({ entry }: EntryProps) {
  const tripped = entry.state !== "done";
  return (
    <div class="agw-callout" data-tone={tripped ? "bad" : "quiet"}>
      <Icon name="shield" />
      <div>
        <strong>{strings.guardrail(entry.guardrail)}</strong>{" "}
        {tripped ? strings.guardrailTripped : strings.guardrailPassed}
        {entry.text && <p>{entry.text}</p>}
      </div>
    </div>
  );
}
