/** The run over time. A bar shows what it was when pointed at, and leads to its entry. */

import { useSignal, type Signal } from "@preact/signals";
import { count, duration } from "../views/format";
import { laneClass } from "../transcript/lanes";
import * as strings from "../views/strings";
import { useView, type ViewState } from "../views/view-state";
import { axisEnd, barLanes, tokensPerSecond, waitsOf, type Bar, type BarLane } from "./timeline-bars";

const TICKS = [0, 0.25, 0.5, 0.75, 1];

export function TimelineTab() {
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
  const end = axisEnd(now);
  return (
    <div class="agw-page agw-timeline" tabIndex={0} role="group" aria-label={strings.timelineTab}>
      {lanes.map((lane) => (
        <LaneBars key={lane.name} lane={lane} end={end} described={described} />
      ))}
      <div class="agw-axis" aria-hidden="true">
        {TICKS.map((at) => (
          <span key={at} style={{ insetInlineStart: `${at * 100}%` }}>
            {duration(at * end).replace(".0 ", " ")}
          </span>
        ))}
      </div>
      <p class="agw-bar-description">{described.value || strings.timelineHint}</p>
    </div>
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

function BarButton({ bar, end, described }: { bar: Bar; end: number; described: Signal<string> }) {
  const view = useView();
  const description = describe(bar);
  const describeBar = () => (described.value = description);
  const length = Math.max(1, bar.end - bar.start);
  return (
    <button
      type="button"
      class="agw-bar"
      data-bar={bar.kind}
      data-tone={bar.kind === "tool" ? bar.tool!.state : undefined}
      style={{
        insetInlineStart: `${(100 * bar.start) / end}%`,
        inlineSize: `${(100 * length) / end}%`,
        "--agw-row": bar.row,
        "--agw-first": bar.first === null ? "0%" : `${(100 * (bar.first - bar.start)) / length}%`,
      }}
      aria-label={description}
      onPointerEnter={describeBar}
      onFocus={describeBar}
      onClick={() => show(view, bar)}
    >
      <span class="agw-bar-label">{bar.kind === "tool" ? bar.tool!.tool : ""}</span>
    </button>
  );
}

function describe({ kind, call, tool, start, end }: Bar): string {
  const when = [strings.at(duration(start)), strings.took(duration(end - start))];
  if (kind === "wait") return [strings.waited(tool!.tool), ...when].join(" · ");
  if (tool) return [tool.tool, strings.toolState[tool.state], ...when].join(" · ");
  const rate = tokensPerSecond(call!);
  const first = call!.first_token;
  const facts = [
    call!.model,
    ...when,
    first === null ? "" : strings.firstToken(duration(first - call!.started)),
    rate === null ? "" : strings.perSecond(count(Math.round(rate))),
    call!.output_tokens ? strings.tokens(count(call!.input_tokens + call!.output_tokens)) : "",
  ];
  return [strings.modelRequest(call!.turn), ...facts.filter(Boolean)].join(" · ");
}

/** The entry of a tool, or the first that came of a model call. */
function show(view: ViewState, { call, tool }: Bar): void {
  if (tool) return view.reveal(tool.id);
  const entries = [...view.store.value.transcript.entries.values()];
  const first = entries.find(
    (entry) => entry.turn === call!.turn && entry.parent === call!.parent && entry.agent === call!.agent,
  );
  if (first) view.reveal(first.id);
}
