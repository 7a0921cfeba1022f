/** The keyboard shortcuts of a grid, while it has the focus; an open run has its own. */

import type { GridView } from "./view";

export function handleKey(view: GridView, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const target = event.composedPath()[0] as Element;
  if (target.closest(".agw-grid-slot")) return;
  if (target.closest("input, select")) {
    if (event.key === "Escape") leaveSearch(view, event);
    return;
  }
  if (isHandled(view, target, event.key)) event.preventDefault();
}

function isHandled(view: GridView, target: Element, key: string): boolean {
  const isOnButton = target.closest("button") !== null;
  switch (key) {
    case "j":
    case "ArrowDown":
      return go(view, 1);
    case "k":
    case "ArrowUp":
      return go(view, -1);
    case "Enter":
    case " ":
      return !isOnButton && toggleCurrent(view);
    case "Escape":
      return closeCurrent(view);
    case "f":
      view.root!.querySelector<HTMLElement>("[data-action=fill]")?.click();
      return true;
    case "/":
      view.root!.querySelector<HTMLElement>("[type=search]")?.focus();
      return true;
    default:
      return false;
  }
}

function go(view: GridView, by: number): boolean {
  view.move(by);
  view.root!.querySelector<HTMLElement>(".agw-grid-list")?.focus({ preventScroll: true });
  return true;
}

function toggleCurrent(view: GridView): boolean {
  const at = view.placeOf(view.current);
  if (at === undefined) return false;
  view.toggle(view.items[at]!);
  return true;
}

/** Close the run that is open in the current row; where none is, the key is the page's. */
function closeCurrent(view: GridView): boolean {
  if (!view.open.has(view.current)) return false;
  view.closeItem(view.current);
  view.update();
  return true;
}

function leaveSearch(view: GridView, event: KeyboardEvent): void {
  if (view.question.query) view.ask({ query: "" });
  view.root!.querySelector<HTMLElement>(".agw-grid-list")?.focus({ preventScroll: true });
  event.preventDefault();
}
