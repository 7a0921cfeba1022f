/** The keyboard shortcuts of a grid, while it has the focus; an open run has its own. */

import type { GridView } from "./view";

export function handleKey(view: GridView, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const target = event.composedPath()[0] as Element;
  const { key } = event;
  const isHandled = target.closest(".agw-grid-slot")
    ? key === "Escape" && leaveRun(view, target)
    : target.closest("input, select")
      ? key === "Escape" && leaveSearch(view)
      : isShortcut(view, target, key);
  if (isHandled) event.preventDefault();
}

function isShortcut(view: GridView, target: Element, key: string): boolean {
  switch (key) {
    case "j":
    case "ArrowDown":
      return go(view, 1);
    case "k":
    case "ArrowUp":
      return go(view, -1);
    case "Home":
      return go(view, -Infinity);
    case "End":
      return go(view, Infinity);
    case "Enter":
    case " ":
      return !target.closest("button") && toggleCurrent(view);
    case "Escape":
      return closeCurrent(view);
    case "f":
      view.fillWindow.toggle(view.root!);
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
  return view.focusList();
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
  return true;
}

function leaveSearch(view: GridView): boolean {
  if (view.question.query) view.ask({ query: "" });
  return view.focusList();
}

/** From an open run back to the rows; where it fills the window, Escape is for that. */
function leaveRun(view: GridView, target: Element): boolean {
  return !target.closest(".agw-grid-slot [data-filled]") && view.focusList();
}
