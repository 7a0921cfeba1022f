/** A table of tool calls that follow each other. */

import * as strings from "./strings";
import { ToolRow } from "./tool-row";

const HEADS = [
  ["tool", strings.tool],
  ["arguments", strings.givenArguments],
  ["result", strings.result],
  ["time", strings.time],
];

export function ToolTable({ ids }: { ids: string }) {
  const calls = ids.split(" ");
  return (
    <table class="agw-calls" role="table" aria-label={strings.toolTable(calls.length)}>
      <thead>
        <tr role="row">
          {HEADS.map(([name, label]) => (
            <th role="columnheader" scope="col" class={`agw-col-${name}`} key={name}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {calls.map((id) => (
          <ToolRow key={id} id={id} />
        ))}
      </tbody>
    </table>
  );
}
