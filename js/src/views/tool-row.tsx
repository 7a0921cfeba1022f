/** The row of a tool call, which expands to its details. */

import { laneClass } from "../transcript/lanes";
import type { Entry } from "../transcript/schema";
import { isUntimed } from "../transcript/times";
import { Approval } from "./approval";
import { Arguments, Outcome, Took } from "./call-cells";
import { entryAttributes } from "./entry-attributes";
import { EntryMenu, EntryNote, useHasNote } from "./entry-note";
import { clock, duration } from "./format";
import { Icon } from "./icons";
import { Part } from "./part";
import { StateIcon } from "./state-icon";
import * as strings from "./strings";
import { ToolDetail } from "./tool-detail";
import { useView } from "./view-state";

interface ToolRowProps {
  id: string;
  /** With the agent and the start, for the table over the whole run. */
  wide?: boolean;
  hasArguments: boolean;
}

export function ToolRow({ id, hasArguments, wide = false }: ToolRowProps) {
  const view = useView();
  const store = view.store.value;
  const entry = store.entry(id).value;
  const expanded = view.expanded(id);
  // What an agent does inside a running call is shown as it happens, and stays until it is collapsed.
  const expandsItself = !wide && entry.state === "running" && store.blocks(id).length > 0;
  if (expandsItself && expanded.value === null) queueMicrotask(() => (expanded.value ??= true));
  const isExpanded = expanded.value ?? expandsItself;
  const toggle = () => (expanded.value = !isExpanded);
  const hasNote = useHasNote(entry) && !wide;
  const asksApproval = entry.state === "awaiting_approval" && view.can("approve");
  const asks = entry.question !== null && view.steerable.value;
  return (
    <>
      <tr
        class="agw-call"
        role="row"
        {...entryAttributes(entry)}
        data-open={isExpanded || undefined}
        onClick={toggle}
      >
        <Cells
          entry={entry}
          wide={wide}
          hasArguments={hasArguments}
          isExpanded={isExpanded}
          onToggle={toggle}
        />
      </tr>
      {(asksApproval || asks || isExpanded || hasNote) && (
        <tr class="agw-call-more" role="row">
          <td role="cell" colSpan={(wide ? 5 : 3) + Number(hasArguments)}>
            {asksApproval && <Approval entry={entry} />}
            {asks && <Part name="form" props={{ entry, question: entry.question! }} />}
            {isExpanded && <ToolDetail entry={entry} />}
            {hasNote && <EntryNote entry={entry} />}
          </td>
        </tr>
      )}
    </>
  );
}

interface CellsProps extends ToggleProps {
  wide: boolean;
  hasArguments: boolean;
}

function Cells({ entry, wide, hasArguments, isExpanded, onToggle }: CellsProps) {
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
      {hasArguments && (
        <td role="cell" class="agw-col-arguments">
          <Arguments json={entry.arguments} />
        </td>
      )}
      <td role="cell" class="agw-col-result">
        <Outcome entry={entry} />
      </td>
      {wide && (
        <td role="cell" class="agw-col-start">
          {startText(entry)}
        </td>
      )}
      <td role="cell" class="agw-col-time">
        <Took entry={entry} />
        {!wide && (
          <span onClick={(event) => event.stopPropagation()}>
            <EntryMenu id={entry.id} />
          </span>
        )}
      </td>
    </>
  );
}

function startText(entry: Entry): string {
  if (isUntimed(entry)) return "";
  return entry.started < 60_000 ? duration(entry.started) : clock(entry.started);
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
