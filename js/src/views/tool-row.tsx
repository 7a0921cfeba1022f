/** The row of a tool call, which expands to its details. */

import { laneClass } from "../transcript/lanes";
import type { Entry } from "../transcript/schema";
import { Approval } from "./approval";
import { Arguments, Outcome, Took } from "./call-cells";
import { entryAttributes } from "./entry-attributes";
import { clock } from "./format";
import { Icon } from "./icons";
import { StateIcon } from "./state-icon";
import * as strings from "./strings";
import { ToolDetail } from "./tool-detail";
import { useView } from "./view-state";

interface ToolRowProps {
  id: string;
  /** With the agent and the start, for the table over the whole run. */
  wide?: boolean;
}

export function ToolRow({ id, wide = false }: ToolRowProps) {
  const view = useView();
  const store = view.store.value;
  const entry = store.entry(id).value;
  const expanded = view.expanded(id);
  // What an agent does inside a running call is shown as it happens, and stays until it is collapsed.
  const expandsItself = !wide && entry.state === "running" && store.blocks(id).length > 0;
  if (expandsItself && expanded.value === null) queueMicrotask(() => (expanded.value ??= true));
  const isExpanded = expanded.value ?? expandsItself;
  const toggle = () => (expanded.value = !isExpanded);
  const asksApproval = entry.state === "awaiting_approval" && view.can("approve");
  return (
    <>
      <tr
        class="agw-call"
        role="row"
        {...entryAttributes(entry)}
        data-open={isExpanded || undefined}
        onClick={toggle}
      >
        <Cells entry={entry} wide={wide} isExpanded={isExpanded} onToggle={toggle} />
      </tr>
      {(asksApproval || isExpanded) && (
        <tr class="agw-call-more" role="row">
          <td role="cell" colSpan={wide ? 6 : 4}>
            {asksApproval && <Approval entry={entry} />}
            {isExpanded && <ToolDetail entry={entry} />}
          </td>
        </tr>
      )}
    </>
  );
}

interface CellsProps extends ToggleProps {
  wide: boolean;
}

function Cells({ entry, wide, isExpanded, onToggle }: CellsProps) {
  const { lanes } = useView().store.value;
  return (
    <>
      {wide && (
        <td role="cell" class={`agw-col-agent ${laneClass(lanes.value, entry.agent)}`}>
          {entry.agent}
        </td>
      )}
      <td role="cell" class="agw-col-tool">
        <Toggle entry={entry} isExpanded={isExpanded} onToggle={onToggle} />
        <StateIcon state={entry.state} />
        <span class="agw-tool-name">{entry.tool}</span>
      </td>
      <td role="cell" class="agw-col-arguments">
        <Arguments json={entry.arguments} />
      </td>
      <td role="cell" class="agw-col-result">
        <Outcome entry={entry} />
      </td>
      {wide && (
        <td role="cell" class="agw-col-start">
          {clock(entry.started)}
        </td>
      )}
      <td role="cell" class="agw-col-time">
        <Took entry={entry} />
      </td>
    </>
  );
}

interface ToggleProps {
  entry: Entry;
  isExpanded: boolean;
  onToggle: () => void;
}

function Toggle({ entry, isExpanded, onToggle }: ToggleProps) {
  const onClick = (event: Event) => {
    event.stopPropagation(); // a click on the row toggles, too
    onToggle();
  };
  return (
    <button
      type="button"
      class="agw-row-button"
      aria-expanded={isExpanded}
      aria-label={strings.openRow(entry.tool)}
      onClick={onClick}
    >
      <Icon name="chevron" />
    </button>
  );
}
