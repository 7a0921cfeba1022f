/** The timeline tab. A bar is described when pointed at, and leads to its entry. */

import { useSignal, type Signal } from "@preact/signals";
import { laneClass } from "../transcript/lanes";
import type { ModelRequest } from "../transcript/schema";
import { count, duration } from "../views/format";
import * as strings from "../views/strings";
import { useView, type ViewState } from "../views/view-state";
import { axisEnd, barLanes, tokensPerSecond, waitsOf, type Bar, type BarLane } from "./timeline-bars";

const TICKS = [0, 0.25, 0.5, 0.75, 1];

export default function TimelineTab() {
  const view = useView();
  const store = view.store.value;
  const { ended } = store.facts.value;
  const described = useSignal("");
  store.calls.value;
  store.lanes.value;
  store.structureVersion.value;
  for (const { id, kind } of store.transcript.entries.values())
    if (kind === "tool_call") store.entry(id).value;
  const now = ended ?? store.now.value;
  const { rows } = view.client.tape;
  const lanes = barLanes(store.transcript, waitsOf(rows), now).filter((lane) => lane.bars.length > 0);
  if (lanes.length === 0) return <p class="agw-empty">{strings.noCalls}</p>;
  if (ended === 0) return <p class="agw-empty">{strings.noTimes}</p>;
  const end = axisEnd(now);
  return (
    <div class="agw-page agw-timeline" tabIndex={0} role="group" aria-label={strings.timelineTab}>
      {lanes.map((lane) => (
        <LaneBars key={lane.name} lane={lane} end={end} described={described} />
      ))}
      <div class="agw-axis" aria-hidden="true">
        {TICKS.map((at) => (
          <span key={at} style={{ insetInlineStart: `${at * 100}%` }}>
            {at ? duration(at * end).replace(".0 ", " ") : "0 s"}
          </span>
        ))}
      </div>
      <Legend lanes={lanes} />
      <p class="agw-bar-description">{described.value || strings.timelineHint}</p>
    </div>
  );
}

/** What the kinds of bars are, of those that are shown. */
function Legend({ lanes }: { lanes: BarLane[] }) {
  const shown = new Set(lanes.flatMap(({ bars }) => bars.map((bar) => bar.kind)));
  return (
    <ul class="agw-legend">
      {[...shown].map((kind) => (
        <li key={kind}>
          <span class="agw-bar" data-swatch={kind} style={{ "--agw-first": "40%" }} aria-hidden="true" />
          {strings.barKind[kind]}
        </li>
      ))}
    </ul>
  );
}

interface LaneBarsProps {
  lane: BarLane;
  end: number;
  described: Signal<string>;
}

function LaneBars({ lane, end, described }: LaneBarsProps) {
  const view = useView();
  return (
    <div class={`agw-bar-lane ${laneClass(view.store.value.lanes.value, lane.name)}`}>
      <span class="agw-bar-name">{lane.name || strings.theAgent}</span>
      <div class="agw-bars" style={{ "--agw-rows": lane.rows }}>
        {lane.bars.map((bar) => (
          <BarButton key={bar.id} bar={bar} end={end} described={described} />
        ))}
      </div>
    </div>
  );
}

interface BarButtonProps {
  bar: Bar;
  end: number;
  described: Signal<string>;
}

function BarButton({ bar, end, described }: BarButtonProps) {
  const view = useView();
  const description = describe(bar);
  const showDescription = () => (described.value = description);
  const length = Math.max(1, bar.end - bar.start);
  const beforeFirstToken = bar.kind === "call" ? bar.firstToken - bar.start : 0;
  return (
    <button
      type="button"
      class="agw-bar"
      data-bar={bar.kind}
      data-tone={bar.kind === "tool" ? bar.tool.state : undefined}
      style={{
        insetInlineStart: `${(100 * bar.start) / end}%`,
        inlineSize: `${(100 * length) / end}%`,
        "--agw-row": bar.row,
        "--agw-first": `${(100 * beforeFirstToken) / length}%`,
      }}
      aria-label={description}
      onPointerEnter={showDescription}
      onFocus={showDescription}
      onClick={() => revealEntry(view, bar)}
    >
      <span class="agw-bar-label">{bar.kind === "tool" ? bar.tool.tool : ""}</span>
    </button>
  );
}

function describe(bar: Bar): string {
  const times = [strings.at(duration(bar.start)), strings.took(duration(bar.end - bar.start))];
  switch (bar.kind) {
    case "call":
      return describeRequest(bar.request, times);
    case "tool":
      return [bar.tool.tool, strings.toolState[bar.tool.state], ...times].join(" · ");
    case "wait":
      return [strings.waited(bar.tool.tool), ...times].join(" · ");
  }
}

function describeRequest(request: ModelRequest, times: string[]): string {
  const { turn, model, started, first_token, input_tokens, output_tokens } = request;
  const rate = tokensPerSecond(request);
  const parts = [strings.modelRequest(turn), model, ...times];
  if (first_token !== null) parts.push(strings.firstToken(duration(first_token - started)));
  if (rate !== null) parts.push(strings.perSecond(count(Math.round(rate))));
  if (output_tokens) parts.push(strings.tokens(count(input_tokens + output_tokens)));
  return parts.filter(Boolean).join(" · ");
}

/** Go to the entry of a tool call, or to the first that came of a model request. */
function revealEntry(view: ViewState, bar: Bar): void {
  if (bar.kind !== "call") return view.reveal(bar.tool.id);
  const { turn, parent, agent } = bar.request;
  const entries = [...view.store.value.transcript.entries.values()];
  const first = entries.find(
    (entry) => entry.turn === turn && entry.parent === parent && entry.agent === agent,
  );
  if (first) view.reveal(first.id);
}
