/** The keyboard shortcuts of the view, while it has the focus. */

import { TABS } from "../tabs/tabs";
import type { ViewState } from "../views/view-state";

/** Where keys write a text or choose from a list. */
const WRITABLE = "input:not([type=range]), textarea, select, [contenteditable]:not([contenteditable=false])";

/**
 * Keep JupyterLab from taking plain keys pressed in the view for its own: `d d` deletes a cell there.
 * It looks for an attribute of the focused element before any handler of ours could run. Returns how to stop.
 */
export function suppressHostShortcuts(root: HTMLElement): () => void {
  const mark = (event: KeyboardEvent) => {
    const target = event.composedPath()[0] as HTMLElement;
    if (root.contains(target)) target.toggleAttribute("data-lm-suppress-shortcuts", !hasModifier(event));
  };
  window.addEventListener("keydown", mark, true);
  return () => window.removeEventListener("keydown", mark, true);
}

/** Do what a key means, unless somebody writes text with it. */
export function handleKey(view: ViewState, root: HTMLElement, event: KeyboardEvent): void {
  if (hasModifier(event) || event.defaultPrevented) return;
  if (isHandled(view, root, event)) event.preventDefault();
}

function isHandled(view: ViewState, root: HTMLElement, event: KeyboardEvent): boolean {
  // The innermost: a view of the user's may have fields in a shadow root.
  const target = event.composedPath()[0] as Element;
  if (event.key === "Enter" && target instanceof HTMLTextAreaElement) {
    insertLineBreak(target);
    return true;
  }
  if (event.key === "Escape" && view.keymapOpen.value) {
    view.keymapOpen.value = false;
    return true;
  }
  if (target.closest(WRITABLE)) return false;
  return runShortcut(view, root, event.key) || runReplayShortcut(view, target, event.key);
}

/** JupyterLab takes every line break away from what is written inside a cell: put it in by hand. */
function insertLineBreak(textarea: HTMLTextAreaElement): void {
  textarea.setRangeText("\n", textarea.selectionStart, textarea.selectionEnd, "end");
  textarea.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** Whether the key is a shortcut that applies now. */
function runShortcut(view: ViewState, root: HTMLElement, key: string): boolean {
  const tab = TABS.find((tab) => tab.key === key);
  if (tab) {
    view.selectTab(tab.id);
    return true;
  }
  switch (key) {
    case "?":
      view.keymapOpen.value = !view.keymapOpen.value;
      return true;
    case "End":
      return clickAction(root, "latest");
    case "a":
      return revealApproval(view);
    case "/":
      root.querySelector<HTMLElement>(".agw-composer textarea")?.focus();
      return true;
    case "p":
      return clickAction(root, "resume") || pause(view);
    case "r":
      return clickAction(root, view.replay.value ? "present" : "replay");
    default:
      return false;
  }
}

/** Whether the key moves the replay; on a button or a slider it has its own meaning. */
function runReplayShortcut(view: ViewState, target: Element, key: string): boolean {
  const replay = view.replay.value;
  if (!replay || target.matches("input, button")) return false;
  switch (key) {
    case " ":
      replay.toggle();
      return true;
    case "ArrowLeft":
      replay.step(-1);
      return true;
    case "ArrowRight":
      replay.step(1);
      return true;
    default:
      return false;
  }
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

/** Whether there is such a button to click. */
function clickAction(root: HTMLElement, action: string): boolean {
  const button = root.querySelector<HTMLButtonElement>(`[data-action=${action}]`);
  button?.click();
  return button !== null;
}

function revealApproval(view: ViewState): boolean {
  const [call] = view.store.value.awaitingApproval.value;
  if (!call) return false;
  view.reveal(call.id);
  return true;
}

function pause(view: ViewState): boolean {
  if (!view.can("pause")) return false;
  view.client.connection.send({ type: "pause" });
  return true;
}
