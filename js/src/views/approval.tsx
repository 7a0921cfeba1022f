/** A call that waits for a yes or no. */

import { useSignal } from "@preact/signals";
import type { Command } from "../messages";
import { strings } from "../strings";
import type { Entry } from "../transcript";
import { useView } from "../view";
import { Icon } from "./icons";

export function Approval({ entry }: { entry: Entry }) {
  const link = useView().store.link;
  const said = useSignal("");
  const ask = async (command: Command) => {
    said.value = strings.asked;
    const reply = await link.ask(command);
    said.value = reply.ok ? "" : reply.message;
  };
  return (
    <div class="agw-approval" role="group" aria-label={strings.approvalOf(entry.tool)}>
      <p class="agw-approval-title">
        <Icon name="hand" />
        {strings.mayRun(entry.agent, entry.tool)}
      </p>
      <div class="agw-actions">
        <button
          type="button"
          class="agw-button agw-primary"
          data-action="approve"
          onClick={() => ask({ type: "approve", call_id: entry.call_id })}
        >
          <Icon name="check" />
          {strings.approve}
        </button>
        <button
          type="button"
          class="agw-button"
          data-action="deny"
          onClick={() => ask({ type: "deny", call_id: entry.call_id })}
        >
          <Icon name="cross" />
          {strings.deny}
        </button>
        <span class="agw-muted">{said}</span>
      </div>
    </div>
  );
}
