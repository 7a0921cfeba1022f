/** The handle at the lower edge: drag it, or use the arrow keys, to set the height of the view. */

import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import * as strings from "./strings";

const KEY_STEP = 40;
const MIN_HEIGHT = 160;

export function ResizeHandle({ root }: { root: RefObject<HTMLElement | null> }) {
  const height = useSignal<number | null>(null);
  const resize = (to: number) => {
    const bounded = Math.max(MIN_HEIGHT, Math.round(to));
    height.value = bounded;
    root.current!.style.setProperty("--agw-height", `${bounded}px`);
    root.current!.dataset.sized = "true";
  };
  const onPointerDown = (down: PointerEvent) => {
    const handle = down.currentTarget as HTMLElement;
    const start = root.current!.offsetHeight - down.clientY;
    handle.setPointerCapture(down.pointerId);
    handle.onpointermove = (move) => resize(start + move.clientY);
    const letGo = () => (handle.onpointermove = null);
    handle.onpointerup = letGo;
    handle.onpointercancel = letGo;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const step = event.key === "ArrowDown" ? KEY_STEP : -KEY_STEP;
    resize(root.current!.offsetHeight + step);
  };
  return (
    <div
      class="agw-resize-handle"
      role="separator"
      aria-orientation="horizontal"
      aria-label={strings.resize}
      aria-valuenow={height.value ?? MIN_HEIGHT}
      aria-valuemin={MIN_HEIGHT}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
