/** The button that lets the view fill the browser's window, and leave it again. */

import { Button } from "./button";
import * as strings from "./strings";
import { useView } from "./view-state";

export function FillButton() {
  const view = useView();
  const filled = view.fillWindow.filled.value;
  const label = filled ? strings.leaveWindow : strings.fillWindow;
  return (
    <Button
      icon={filled ? "shrink" : "fill"}
      class="agw-fold-button"
      action="fill"
      aria-pressed={filled}
      aria-label={label}
      title={label}
      onClick={() => view.fillWindow.toggle(view.root!)}
    />
  );
}
