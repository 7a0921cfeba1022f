/** Every call of a tool of the whole run, to sort, filter and copy. */

import { useSignal, type Signal } from "@preact/signals";
import * as strings from "../views/strings";
import type { Entry } from "../transcript/schema";
import { useView } from "../views/view-state";
import { Button } from "../views/button";
import { Icon } from "../views/icons";
import { ToolRow } from "../views/tool-row";
import { arranged, csv, type Choice, type Column, type Order } from "./tool-calls";

const COLUMNS: { name: string; label: string; sort?: Column }[] = [
  { name: "agent", label: strings.agent, sort: "agent" },
  { name: "tool", label: strings.tool, sort: "tool" },
  { name: "arguments", label: strings.givenArguments },
  { name: "result", label: strings.result, sort: "state" },
  { name: "start", label: strings.started, sort: "started" },
  { name: "time", label: strings.time, sort: "time" },
];

export function ToolsTab() {
  const store = useView().store.value;
  const choice = useSignal<Choice>({ tool: "", agent: "", state: "" });
  const order = useSignal<Order>({ column: "started", descending: false });
  store.structureVersion.value;
  const calls = [...store.transcript.entries.values()]
    .filter((entry) => entry.kind === "tool_call")
    .map((entry) => store.entry(entry.id).value);
  if (calls.length === 0) return <p class="agw-empty">{strings.noTools}</p>;
  const shown = arranged(calls, choice.value, order.value);
  return (
    <div class="agw-page" tabIndex={0} role="group" aria-label={strings.toolsTab}>
      <div class="agw-filters">
        <Filter calls={calls} field="tool" label={strings.tool} choice={choice} />
        <Filter calls={calls} field="agent" label={strings.agent} choice={choice} />
        <Filter calls={calls} field="state" label={strings.state} choice={choice} />
        <span class="agw-space" />
        <CopyCsv calls={shown} />
      </div>
      <table class="agw-calls agw-calls-wide" role="table" aria-label={strings.toolTable(shown.length)}>
        <thead>
          <tr role="row">
            {COLUMNS.map((column) => (
              <Head key={column.name} {...column} order={order} />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((call) => (
            <ToolRow key={call.id} id={call.id} wide />
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
}

function Head({ name, label, sort, order }: HeadProps) {
  const { column, descending } = order.value;
  const sorted = sort === column ? (descending ? "descending" : "ascending") : undefined;
  const toggle = () => (order.value = { column: sort!, descending: sort === column && !descending });
  return (
    <th role="columnheader" scope="col" class={`agw-col-${name}`} aria-sort={sorted}>
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

interface FilterProps {
  calls: Entry[];
  field: keyof Choice;
  label: string;
  choice: Signal<Choice>;
}

function Filter({ calls, field, label, choice }: FilterProps) {
  const values = [...new Set(calls.map((call) => call[field]))].filter(Boolean).sort();
  const wordOf = (value: string) => (field === "state" ? strings.toolState[value as Entry["state"]] : value);
  return (
    <label class="agw-filter">
      {label}
      <select
        aria-label={strings.filterBy(label)}
        value={choice.value[field]}
        onChange={(event) => (choice.value = { ...choice.value, [field]: event.currentTarget.value })}
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
    const done = await navigator.clipboard.writeText(csv(calls)).then(
      () => true,
      () => false,
    );
    label.value = done ? strings.copied : strings.copyFailed;
    setTimeout(() => (label.value = strings.copyCsv), 2000);
  };
  return (
    <Button icon="copy" action="copy-csv" onClick={copy}>
      {label}
    </Button>
  );
}
