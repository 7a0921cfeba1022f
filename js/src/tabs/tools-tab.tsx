/** The tools tab: a table of all tool calls of the run, to sort, filter and copy. It is a part of its own. */

import { useSignal, type Signal } from "@preact/signals";
import type { Entry } from "../transcript/schema";
import { Button } from "../views/button";
import { Icon } from "../views/icons";
import * as strings from "../views/strings";
import { toolColumns } from "../views/tool-columns";
import { ToolRow } from "../views/tool-row";
import { useView } from "../views/view-state";
import { filterAndSort, csv, type Filter, type Column, type Order } from "./tool-calls";

const COLUMNS: { name: string; label: () => string; sort?: Column }[] = [
  { name: "agent", label: () => strings.agent, sort: "agent" },
  { name: "tool", label: () => strings.tool, sort: "tool" },
  { name: "arguments", label: () => strings.givenArguments },
  { name: "result", label: () => strings.result, sort: "state" },
  { name: "start", label: () => strings.started, sort: "started" },
  { name: "time", label: () => strings.time, sort: "time" },
];

/** Per cent of the width for the columns of agents, starts and times. */
const OTHER_SHARES = 28;

export default function ToolsTab() {
  const store = useView().store.value;
  const filter = useSignal<Filter>({ tool: "", agent: "", state: "" });
  const order = useSignal<Order>({ column: "started", descending: false });
  store.structureVersion.value;
  const calls = [...store.transcript.entries.values()]
    .filter((entry) => entry.kind === "tool_call")
    .map((entry) => store.entry(entry.id).value);
  if (calls.length === 0) return <p class="agw-empty">{strings.noTools}</p>;
  const shown = filterAndSort(calls, filter.value, order.value);
  const { hasArguments, ...widths } = toolColumns(shown, OTHER_SHARES);
  const columns = COLUMNS.filter(({ name }) => name !== "arguments" || hasArguments);
  return (
    <div class="agw-page" tabIndex={0} role="group" aria-label={strings.toolsTab}>
      <div class="agw-filters">
        <FilterSelect calls={calls} field="tool" label={strings.tool} filter={filter} />
        <FilterSelect calls={calls} field="agent" label={strings.agent} filter={filter} />
        <FilterSelect calls={calls} field="state" label={strings.state} filter={filter} />
        <span class="agw-space" />
        <CopyCsv calls={shown} />
      </div>
      <table class="agw-calls agw-calls-wide" role="table" aria-label={strings.toolTable(shown.length)}>
        <thead>
          <tr role="row">
            {columns.map((column) => (
              <Head
                key={column.name}
                {...column}
                label={column.label()}
                order={order}
                width={widths[column.name as "tool" | "result"]}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((call) => (
            <ToolRow key={call.id} id={call.id} hasArguments={hasArguments} wide />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeadProps {
  name: string;
  label: string;
  sort?: Column;
  order: Signal<Order>;
  width: string | undefined;
}

function Head({ name, label, sort, order, width }: HeadProps) {
  const { column, descending } = order.value;
  const direction = descending ? "descending" : "ascending";
  const sorted = sort === column ? direction : undefined;
  const toggle = () => (order.value = { column: sort!, descending: sort === column && !descending });
  return (
    <th role="columnheader" scope="col" class={`agw-col-${name}`} aria-sort={sorted} style={{ width }}>
      {sort ? (
        <button type="button" class="agw-sort" title={strings.sortBy(label)} onClick={toggle}>
          {label}
          {sorted && <Icon name={descending ? "down" : "up"} />}
        </button>
      ) : (
        label
      )}
    </th>
  );
}

interface FilterSelectProps {
  calls: Entry[];
  field: keyof Filter;
  label: string;
  filter: Signal<Filter>;
}

function FilterSelect({ calls, field, label, filter }: FilterSelectProps) {
  const values = [...new Set(calls.map((call) => call[field]))].filter(Boolean).sort();
  const wordOf = (value: string) => (field === "state" ? strings.toolState[value as Entry["state"]] : value);
  return (
    <label class="agw-filter">
      {label}
      <select
        aria-label={strings.filterBy(label)}
        value={filter.value[field]}
        onChange={(event) => (filter.value = { ...filter.value, [field]: event.currentTarget.value })}
      >
        <option value="">{strings.all}</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {wordOf(value)}
          </option>
        ))}
      </select>
    </label>
  );
}

function CopyCsv({ calls }: { calls: Entry[] }) {
  const label = useSignal(strings.copyCsv);
  const copy = async () => {
    label.value = (await writeToClipboard(csv(calls))) ? strings.copied : strings.copyFailed;
    setTimeout(() => (label.value = strings.copyCsv), 2000);
  };
  return (
    <Button icon="copy" action="copy-csv" onClick={copy}>
      {label}
    </Button>
  );
}

/** Whether the browser allowed it: a page that came over plain HTTP has no clipboard at all. */
async function writeToClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
