/** The button that lets the view fill the browser's window, and leave it again. */

import type { FillWindow } from "../host/fill-window";
import { Button } from "./button";
import * as strings from "./strings";

/** `view` is that of a run or of a grid. */
export function FillButton({ view }: { view: { fillWindow: FillWindow; root: HTMLElement | null } }) {
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
