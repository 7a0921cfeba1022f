/** A row of the list, and the run that is open in it. */

import { Button } from "../views/button";
import { Icon } from "../views/icons";
import { Cell } from "./cells";
import { Choice, Choices } from "./choice";
import type { Column } from "./columns";
import { stateOf, type Item } from "./items";
import { PANEL } from "./layout";
import { RunMark } from "./marks";
import type { OpenRun } from "./open-run";
import type { Run } from "./store";
import * as strings from "./strings";
import type { GridView } from "./view";

export interface RowProps {
  view: GridView;
  item: Item;
  at: number;
  agents: Run[][];
  columns: Column[];
  open: OpenRun | undefined;
  isCurrent: boolean;
}

export function Row(props: RowProps) {
  const { open } = props;
  return (
    <div class="agw-grid-item" role="presentation">
      <RowLine {...props} />
      {open && <Panel {...props} open={open} />}
    </div>
  );
}

function RowLine({ view, item, at, agents, columns, open, isCurrent }: RowProps) {
  const runs = agents.flat();
  const { agent } = agents[0]![0]!;
  const { isMatrix } = view;
  return (
    <div
      role="row"
      class={`agw-row ${isMatrix ? "" : `agw-lane-${agent % 8}`}`}
      id={view.idOf(item.key)}
      aria-rowindex={at + 2}
      data-open={open && "true"}
      aria-selected={isCurrent}
      data-row={item.key}
      data-row-state={stateOf(runs)}
      data-case={item.case}
      data-agent={isMatrix ? undefined : view.store.agents[agent]!.name}
      onClick={({ currentTarget, target }) => {
        // Who selects text of the row reads it; a button is meant wherever text is selected.
        if ((target as Element).closest("button") || !isSelectedIn(currentTarget)) view.toggle(item);
      }}
    >
      {columns.map((column) => (
        <div key={column.name} role="gridcell" class={`agw-cell agw-cell-${column.name.replace(/-.*/, "")}`}>
          {column.name === "open" ? (
            <OpenMark isOpen={open !== undefined} />
          ) : (
            <Cell {...{ view, item, agents, column }} />
          )}
        </div>
      ))}
    </div>
  );
}

function isSelectedIn(row: Node): boolean {
  const selection = getSelection()!;
  return !selection.isCollapsed && row.contains(selection.anchorNode);
}

/** The row itself opens it; this is what is seen of that, and what tests and pointers find. */
function OpenMark({ isOpen }: { isOpen: boolean }) {
  const label = isOpen ? strings.close : strings.open;
  return (
    <button
      type="button"
      class="agw-row-button"
      tabIndex={-1}
      data-action="open-row"
      title={label}
      aria-expanded={isOpen}
    >
      <Icon name="chevron" />
    </button>
  );
}

function Panel({ view, item, agents, open }: RowProps & { open: OpenRun }) {
  const shown = view.store.run(open.number);
  return (
    <div class="agw-grid-panel" role="row" style={{ height: `${PANEL}px` }}>
      <div class="agw-grid-panel-cell" role="gridcell">
        <Strip {...{ view, item, agents, shown }} />
        {open.note && <p class="agw-empty">{open.note}</p>}
        <div class="agw-grid-slot" key={open.number} ref={open.attach} hidden={open.note !== ""} />
      </div>
    </div>
  );
}

interface StripProps {
  view: GridView;
  item: Item;
  agents: Run[][];
  shown: Run;
}

/** Of several runs those to choose from, and what can be done with the one that is shown. */
function Strip({ view, item, agents, shown }: StripProps) {
  const runs = agents.flat();
  const canRetry = shown.state === "failed" || shown.state === "cancelled";
  if (runs.length === 1 && !canRetry) return null;
  return (
    <div class="agw-grid-strip">
      {runs.length > 1 && (
        <Choices label={strings.runs}>
          {runs.map((run) => (
            <RunChoice
              key={run.number}
              {...{ view, item, run, agents }}
              isShown={run.number === shown.number}
            />
          ))}
        </Choices>
      )}
      <span class="agw-space" />
      {canRetry && view.client.connection.live.value && (
        <Button
          icon="retry"
          action="retry-row"
          onClick={() => view.command({ type: "retry", numbers: [shown.number] })}
        >
          {strings.retry}
        </Button>
      )}
    </div>
  );
}

interface ChoiceProps {
  view: GridView;
  item: Item;
  agents: Run[][];
  run: Run;
  isShown: boolean;
}

function RunChoice({ view, item, agents, run, isShown }: ChoiceProps) {
  const { name } = view.store.agents[run.agent]!;
  const epoch = strings.epoch(run.epoch + 1);
  const parts = [agents.length > 1 && name, view.store.epochs > 1 && epoch].filter(Boolean);
  return (
    <Choice
      isChosen={isShown}
      action="show-run"
      data-number={run.number}
      onClick={() => isShown || view.openItem(item, run)}
    >
      {parts.join(" · ")} <RunMark run={run} scorer={view.question.scorer} />
    </Choice>
  );
}
