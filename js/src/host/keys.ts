/** What the keys do while the view has the focus. */

import type { View } from "../views/view-state";
import { TABS } from "../views/tab-list";

/**
 * Keep JupyterLab from taking plain keys pressed in the view for its own: `d d` deletes a cell there.
 * It looks for an attribute of the element with the focus, before any handler of ours could run.
 */
export function claimKeys(root: HTMLElement): () => void {
  const claim = (event: KeyboardEvent) => {
    const target = event.composedPath()[0] as HTMLElement;
    if (!root.contains(target)) return;
    target.toggleAttribute("data-lm-suppress-shortcuts", !event.ctrlKey && !event.metaKey && !event.altKey);
  };
  window.addEventListener("keydown", claim, true);
  return () => window.removeEventListener("keydown", claim, true);
}

/** Do what a key means, unless somebody writes text with it. */
export function pressed(view: View, root: HTMLElement, event: KeyboardEvent): void {
  const writes = (event.target as Element).closest("input:not([type=range]), textarea, select");
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Enter" && event.target instanceof HTMLTextAreaElement) breakLine(event.target);
  else if (event.key === "Escape" && view.keymap.value) view.keymap.value = false;
  else if (writes || !act(view, root, event)) return;
  event.preventDefault();
}

/** JupyterLab takes every line break away from what is written inside a cell: put it in by hand. */
function breakLine(text: HTMLTextAreaElement): void {
  text.setRangeText("\n", text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function act(view: View, root: HTMLElement, { key, target }: KeyboardEvent): boolean {
  const tab = TABS[Number(key) - 1];
  const replay = view.replay.value;
  if (tab) view.show(tab);
  else if (key === "?") view.keymap.value = !view.keymap.value;
  else if (key === "End" && press(root, "latest")) return true;
  else if (key === "a" && view.board.value.awaiting.value[0])
    view.reveal(view.board.value.awaiting.value[0].id);
  else if (key === "/") root.querySelector<HTMLElement>(".agw-composer textarea")?.focus();
  else if (key === "p") return press(root, "resume") || pause(view);
  else if (key === "r") return press(root, replay ? "present" : "replay");
  else if (!replay || (target as Element).matches("input, button")) return false;
  else if (key === " ") replay.toggle();
  else if (key === "ArrowLeft") replay.step(-1);
  else if (key === "ArrowRight") replay.step(1);
  else return false;
  return true;
}

function press(root: HTMLElement, action: string): boolean {
  const button = root.querySelector<HTMLButtonElement>(`[data-action=${action}]`);
  button?.click();
  return button !== null;
}

function pause(view: View): boolean {
  if (!view.can("pause")) return false;
  view.store.link.tell({ type: "pause" });
  return true;
}
