/** The row of a tool call, which expands to its details. */

import { laneClass } from "../transcript/lanes";
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

export function ToolRow({ id, wide }: ToolRowProps) {
  const view = useView();
  const store = view.store.value;
  const entry = store.entry(id).value;
  const expanded = view.expanded(id);
  // What an agent does inside a running call is shown as it happens, and stays until it is collapsed.
  const expandsItself = !wide && entry.state === "running" && store.blocks(id).length > 0;
  if (expandsItself && expanded.value === null) queueMicrotask(() => (expanded.value ??= true));
  const open = expanded.value ?? expandsItself;
  const toggle = () => (expanded.value = !open);
  const asks = entry.state === "awaiting_approval" && view.can("approve");
  return (
    <>
      <tr
        class="agw-call"
        role="row"
        {...entryAttributes(entry)}
        data-open={open || undefined}
        onClick={toggle}
      >
        {wide && (
          <td role="cell" class={`agw-col-agent ${laneClass(store.lanes.value, entry.agent)}`}>
            {entry.agent}
          </td>
        )}
        <td role="cell" class="agw-col-tool">
          <button
            type="button"
            class="agw-row-button"
            aria-expanded={open}
            aria-label={strings.openRow(entry.tool)}
            onClick={(event) => (event.stopPropagation(), toggle())}
          >
            <Icon name="chevron" />
          </button>
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
      </tr>
      {(asks || open) && (
        <tr class="agw-call-more" role="row">
          <td role="cell" colSpan={wide ? 6 : 4}>
            {asks && <Approval entry={entry} />}
            {open && <ToolDetail entry={entry} />}
          </td>
        </tr>
      )}
    </>
  );
}
