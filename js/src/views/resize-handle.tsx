/** The lower edge: drag it, or use the arrow keys, to make the view as high as you like. */

import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import * as strings from "./strings";

const STEP = 40;
const LEAST = 160;

export function Grip({ root }: { root: RefObject<HTMLElement | null> }) {
  const height = useSignal<number | null>(null);
  const resize = (to: number) => {
    const bounded = Math.max(LEAST, Math.round(to));
    height.value = bounded;
    root.current!.style.setProperty("--agw-height", `${bounded}px`);
    root.current!.dataset.sized = "true";
  };
  const drag = (down: PointerEvent) => {
    const grip = down.currentTarget as HTMLElement;
    const start = root.current!.offsetHeight - down.clientY;
    grip.setPointerCapture(down.pointerId);
    grip.onpointermove = (move) => resize(start + move.clientY);
    grip.onpointerup = () => (grip.onpointermove = null);
  };
  const key = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? STEP : event.key === "ArrowUp" ? -STEP : 0;
    if (!by) return;
    event.preventDefault();
    resize(root.current!.offsetHeight + by);
  };
  return (
    <div
      class="agw-grip"
      role="separator"
      aria-orientation="horizontal"
      aria-label={strings.resize}
      aria-valuenow={height.value ?? LEAST}
      aria-valuemin={LEAST}
      tabIndex={0}
      onPointerDown={drag}
      onKeyDown={key}
    />
  );
}
