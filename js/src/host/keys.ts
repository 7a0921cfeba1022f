/** The keyboard shortcuts of the view, while it has the focus. */

import { TABS } from "../tabs/tabs";
import { STEP_UNITS } from "../transcript/stops";
import type { ViewState } from "../views/view-state";
import { hasModifier } from "./host-shortcuts";

/** Where keys write a text or choose from a list. */
const WRITABLE = "input:not([type=range]), textarea, select, [contenteditable]:not([contenteditable=false])";

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
  if (event.key === "Escape" && (view.searching.value || view.typed !== null)) {
    view.searching.value = false;
    if (view.typed !== null) view.annotating.value = "";
    view.typed = null;
    return true;
  }
  if (target.closest(WRITABLE)) return false;
  if (view.typed !== null && event.key.length === 1) {
    view.typed += event.key;
    return true;
  }
  return runShortcut(view, root, target, event.key) || runReplayShortcut(view, target, event.key);
}

/** JupyterLab takes every line break away from what is written inside a cell: put it in by hand. */
function insertLineBreak(textarea: HTMLTextAreaElement): void {
  textarea.setRangeText("\n", textarea.selectionStart, textarea.selectionEnd, "end");
  textarea.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** Whether the key is a shortcut that applies now. */
function runShortcut(view: ViewState, root: HTMLElement, target: Element, key: string): boolean {
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
      return search(view, root);
    case "m":
      root.querySelector<HTMLElement>(".agw-composer textarea")?.focus();
      return true;
    case "n":
      return annotate(view, target);
    case "f":
      return clickAction(root, "fill");
    case "p":
      return clickAction(root, "resume") || pause(view);
    case "e":
      showEvents(view, target);
      return true;
    case "s":
      return clickAction(root, "step");
    case "r":
      return clickAction(root, view.replaying.value ? "present" : "replay");
    default:
      return false;
  }
}

/** Whether the key moves the replay; on a button or a slider some have their own meaning. */
function runReplayShortcut(view: ViewState, target: Element, key: string): boolean {
  const replay = view.replay.value;
  if (!replay) return false;
  switch (key) {
    case "b":
      replay.unit.value = STEP_UNITS[(STEP_UNITS.indexOf(replay.unit.value) + 1) % STEP_UNITS.length]!;
      return true;
    case "+":
    case "-":
      replay.setSpeed(Math.min(8, Math.max(0.25, replay.speed.value * (key === "+" ? 2 : 0.5))));
      return true;
    case "v":
      view.presenting.value = true;
      return true;
  }
  // Space presses a button; arrows mean nothing to it, unless it is a tab or in a menu.
  if (target.matches(key === " " ? "input, button" : "input, button[role]")) return false;
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

function showEvents(view: ViewState, target: Element): void {
  const id = target.closest<HTMLElement>("[data-id]")?.dataset.id;
  if (id === undefined) view.selectTab("events");
  else view.showEvent(id);
}

/** Open the search, or go to its box. */
function search(view: ViewState, root: HTMLElement): boolean {
  const box = root.querySelector<HTMLElement>(".agw-search input");
  if (box) box.focus();
  else view.search();
  return true;
}

/** Write a note at the entry that has the focus, or at the latest. */
function annotate(view: ViewState, target: Element): boolean {
  const row = target.closest(".agw-call-more")?.previousElementSibling;
  const place = row ?? target.closest("[data-id]");
  const latest = [...view.store.value.transcript.entries.keys()].at(-1);
  const id = place?.getAttribute("data-id") ?? latest;
  if (id === undefined || !view.steerable.value) return false;
  if (!place || view.tab.value !== "transcript") view.reveal(id);
  view.annotate(id);
  return true;
}

function pause(view: ViewState): boolean {
  if (!view.can("pause")) return false;
  view.client.connection.send({ type: "pause" });
  return true;
}
