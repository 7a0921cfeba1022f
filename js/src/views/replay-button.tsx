/** The button that opens the replay. */

import { Button } from "./button";
import * as strings from "./strings";
import { useView } from "./view-state";

export function ReplayButton() {
  const view = useView();
  const { store } = view.client;
  if (view.replaying.value || store.isEmpty) return null;
  return (
    <Button
      icon="history"
      class="agw-fold-button agw-replay"
      action="replay"
      aria-label={strings.replayIt}
      title={strings.replayHint}
      onClick={() => (view.replaying.value = true)}
    >
      <span>{strings.replayIt}</span>
    </Button>
  );
}
