/** The view fills the browser's window: a popover, in the top layer, so that nothing around it can clip it. */

import { signal, type ReadonlySignal } from "@preact/signals";

export class FillWindow {
  readonly #filled = signal(false);
  #cleanUp = () => {};

  /** Whether the view fills the window. */
  get filled(): ReadonlySignal<boolean> {
    return this.#filled;
  }

  toggle(root: HTMLElement): void {
    if (this.#filled.value) this.leave();
    else this.#enter(root);
  }

  leave(): void {
    this.#cleanUp();
    this.#cleanUp = () => {};
  }

  #enter(root: HTMLElement): void {
    const freePlace = keepPlace(root);
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.leave();
    };
    const onFocus = (event: FocusEvent) => keepFocus(root, event);
    const onFullscreen = () => document.fullscreenElement || this.leave();
    document.addEventListener("keydown", onKeyDown);
    document.addEventListener("focusin", onFocus);
    document.addEventListener("fullscreenchange", onFullscreen);
    this.#cleanUp = () => {
      document.removeEventListener("keydown", onKeyDown);
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("fullscreenchange", onFullscreen);
      lower(root);
      delete root.dataset.filled;
      freePlace();
      this.#filled.value = false;
    };
    raise(root);
    root.dataset.filled = "true";
    this.#filled.value = true;
  }
}

/** Put the view above the page. Without popovers its style alone has to do. */
function raise(root: HTMLElement): void {
  root.popover = "manual";
  root.showPopover?.();
  // The window of a frame may be a small part of the browser's: a host that forbids more leaves it at that.
  if (window !== window.top && document.fullscreenEnabled) root.requestFullscreen().catch(() => {});
}

function lower(root: HTMLElement): void {
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  root.hidePopover?.();
  root.popover = null;
}

/** Keep the room that the view leaves, so that the page does not move. Returns how to give it back. */
function keepPlace(root: HTMLElement): () => void {
  const place = root.parentElement!;
  const { minHeight } = place.style;
  place.style.minHeight = `${place.offsetHeight}px`;
  return () => (place.style.minHeight = minHeight);
}

/** Bring the focus back from the page that the view hides. */
function keepFocus(root: HTMLElement, { target }: FocusEvent): void {
  // From within a shadow root the document sees its host, which holds the view.
  if (target instanceof Node && (root.contains(target) || isHostOf(target, root))) return;
  root.querySelector<HTMLElement>("[data-action=fill]")?.focus();
}

function isHostOf(host: Node, root: Node): boolean {
  for (let node = root.getRootNode(); node instanceof ShadowRoot; node = node.host.getRootNode())
    if (node.host === host) return true;
  return false;
}
