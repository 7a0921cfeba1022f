/** The lanes of the agents in order; the active agent is marked. */

import { laneClass } from "../transcript/lanes";
import type { Lane, ModelRequest } from "../transcript/schema";
import { count, duration } from "./format";
import * as strings from "./strings";
import { useView } from "./view-state";

export function LaneRail() {
  const view = useView();
  const store = view.store.value;
  const lanes = store.lanes.value;
  const { agent } = store.facts.value;
  const shown = firstOfEachName(lanes);
  // The header names the only agent.
  const isNeeded = shown.length > 1 || view.laneFilter.value !== "";
  return (
    <div class="agw-rail" role="group" aria-label={strings.lanes} hidden={!isNeeded}>
      <ol class="agw-lanes">
        {shown.map((lane) => (
          <LaneItem key={lane.id} lane={lane} active={lane.name === agent} />
        ))}
      </ol>
      {view.laneFilter.value && (
        <button type="button" class="agw-link" onClick={() => (view.laneFilter.value = "")}>
          {strings.showAll}
        </button>
      )}
    </div>
  );
}

/** An agent that is called again keeps its lane. */
function firstOfEachName(lanes: Lane[]): Lane[] {
  return lanes.filter((lane, at) => lanes.findIndex((other) => other.name === lane.name) === at);
}

function LaneItem({ lane, active }: { lane: Lane; active: boolean }) {
  const view = useView();
  const store = view.store.value;
  const chosen = view.laneFilter.value === lane.name;
  const own = store.calls.value.filter((call) => call.agent === lane.name);
  return (
    <li
      class={`agw-lane ${laneClass(store.lanes.value, lane.name)}`}
      data-lane={lane.name}
      data-active={active || undefined}
      data-nested={lane.parent !== null || undefined}
    >
      <button
        type="button"
        class="agw-lane-button"
        aria-pressed={chosen}
        aria-current={active || undefined}
        title={strings.laneFilter(lane.name)}
        onClick={() => (view.laneFilter.value = chosen ? "" : lane.name)}
      >
        <span class="agw-lane-node" aria-hidden="true" />
        <span class="agw-lane-name">{lane.name}</span>
        <span class="agw-lane-figures">{figures(own)}</span>
      </button>
    </li>
  );
}

function figures(calls: ModelRequest[]): string {
  const time = calls.reduce((sum, call) => sum + Math.max(0, (call.ended ?? call.started) - call.started), 0);
  const tokens = calls.reduce((sum, call) => sum + call.input_tokens + call.output_tokens, 0);
  return [time > 0 && duration(time), tokens > 0 && strings.tokens(count(tokens))]
    .filter(Boolean)
    .join(" · ");
}
