/** The head of a column: a button that sorts by it. */

import { element } from "../dom/element";
import * as strings from "./strings";
import type { TableColumn } from "./table-form";

export type SortState = "none" | "ascending" | "descending";

const ARROWS: Record<SortState, string> = { none: "", ascending: "▲", descending: "▼" };

export function headCell(
  { name, kind, is_index }: TableColumn,
  sort: SortState,
  onSort: () => void,
): HTMLElement {
  const label = strings.sortBy(name);
  const button = element(
    "button",
    { type: "button", "data-action": "sort", title: label, "aria-label": label },
    element("span", { class: "agw-table-name", dir: "auto" }, name),
    element("span", { class: "agw-table-arrow", "aria-hidden": "true" }, ARROWS[sort]),
  );
  button.addEventListener("click", onSort);
  const kindClass = `agw-cell-${kind}${is_index ? " agw-table-index" : ""}`;
  return element("th", { class: kindClass, scope: "col", "data-column": name, "aria-sort": sort }, button);
}
