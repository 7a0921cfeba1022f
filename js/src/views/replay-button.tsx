/** Leaves the present for the recorded run. */

import * as strings from "../strings";
import { useView } from "../view";
import { Icon } from "./icons";

export function ReplayButton() {
  const view = useView();
  const { board } = view.store;
  if (view.replaying.value || board.isEmpty) return null;
  return (
    <button
      type="button"
      class="agw-fold-button agw-replay"
      data-action="replay"
      title={strings.replayHint}
      onClick={() => (view.replaying.value = true)}
    >
      <Icon name="history" />
      {strings.replay}
    </button>
  );
}
