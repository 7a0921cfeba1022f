/** The state of a tool call as an icon, with its word for screen readers. */

import { dictionary } from "../transcript/dictionary";
import type { EntryState } from "../transcript/schema";
import { Icon, Spinner, type IconName } from "./icons";
import * as strings from "./strings";

const ICONS: Record<EntryState, IconName | null> = dictionary({
  streaming: "pencil",
  waiting: "pause",
  running: null,
  awaiting_approval: "hand",
  done: "check",
  failed: "cross",
  denied: "cross",
  not_run: "dash",
  cancelled: "dash",
  retracted: "shield",
});

export function StateIcon({ state }: { state: EntryState }) {
  const icon = ICONS[state];
  return (
    <span class="agw-state" data-tone={state} title={strings.toolState[state]}>
      {icon ? <Icon name={icon} /> : <Spinner />}
      <span class="agw-unseen">{strings.toolState[state]}</span>
    </span>
  );
}
