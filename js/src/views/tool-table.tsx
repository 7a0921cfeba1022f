/** A table of tool calls that follow each other. */

import { computed } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import * as strings from "./strings";
import { toolColumns } from "./tool-columns";
import { ToolRow } from "./tool-row";
import { useView } from "./view-state";

/** Per cent of the width for the column of times. */
const TIME_SHARE = 9;

/** `ids`: those of the entries, as JSON. */
export function ToolTable({ ids }: { ids: string }) {
  const view = useView();
  const calls = JSON.parse(ids) as string[];
  // As JSON: what is still written changes its columns seldom, and else draws its own row only.
  const sixteenths = useRef<number | undefined>(undefined);
  const columns = useMemo(
    () =>
      computed(() => {
        const entries = calls.map((id) => view.store.value.entry(id).value);
        const made = toolColumns(entries, TIME_SHARE, sixteenths.current);
        sixteenths.current = made.sixteenths;
        return JSON.stringify(made);
      }),
    [ids],
  );
  const { tool, result, ...made } = JSON.parse(columns.value) as ReturnType<typeof toolColumns>;
  // On a slide they are below the row, which is open; in it, beside large type, they would have no room.
  const hasArguments = made.hasArguments && !view.presenting.value;
  const heads: [name: string, label: string, width?: string | undefined][] = [
    ["tool", strings.tool, tool],
    ...(hasArguments ? [["arguments", strings.givenArguments] as [string, string, undefined?]] : []),
    ["result", strings.result, hasArguments ? result : undefined],
    ["time", strings.time],
  ];
  return (
    <table class="agw-calls" role="table" aria-label={strings.toolTable(calls.length)}>
      <thead>
        <tr role="row">
          {heads.map(([name, label, width]) => (
            <th role="columnheader" scope="col" class={`agw-col-${name}`} key={name} style={{ width }}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {calls.map((id) => (
          <ToolRow key={id} id={id} hasArguments={hasArguments} />
        ))}
      </tbody>
    </table>
  );
}
