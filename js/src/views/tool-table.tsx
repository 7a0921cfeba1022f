/** Calls of tools that follow each other, as one table. */

import * as strings from "../strings";
import { ToolRow } from "./tool-row";

export function ToolTable({ ids }: { ids: string }) {
  const calls = ids.split(" ");
  return (
    <table class="agw-calls" role="table" aria-label={strings.toolTable(calls.length)}>
      <thead>
        <tr role="row">
          <th role="columnheader" scope="col" class="agw-col-tool">
            {strings.tool}
          </th>
          <th role="columnheader" scope="col" class="agw-col-arguments">
            {strings.givenArguments}
          </th>
          <th role="columnheader" scope="col" class="agw-col-result">
            {strings.result}
          </th>
          <th role="columnheader" scope="col" class="agw-col-time">
            {strings.time}
          </th>
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
