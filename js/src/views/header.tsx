/** The header: status, agent, model, figures and controls. What grows in a run stands behind what does not. */

import { useComputed } from "@preact/signals";
import { laneClass } from "../transcript/lanes";
import type { Lane } from "../transcript/schema";
import { Button } from "./button";
import { Controls } from "./controls";
import { FillButton } from "./fill-button";
import { clock, count, duration, money, tenths } from "./format";
import * as strings from "./strings";
import { useView, type ViewState } from "./view-state";
import { said } from "../words/translation";

export function Header() {
  return (
    <div class="agw-header">
      <Status />
      <Who />
      <Model />
      <Figures />
      <Detail />
      <Recorded />
      <span class="agw-space" />
      <Controls />
      <FillButton view={useView()} />
    </div>
  );
}

function Status() {
  const view = useView();
  const store = view.store.value;
  const { status } = store.facts.value;
  return (
    <span class="agw-status">
      <span class={`agw-dot ${status === "waiting" ? "agw-pulse" : ""}`} aria-hidden="true" />
      <span class="agw-status-word">{statusWord(view)}</span>
    </span>
  );
}

function statusWord({ client, store }: ViewState): string {
  const { facts, awaitingApproval, asking, isEmpty } = store.value;
  const { status } = facts.value;
  const isActive = status === "running" || status === "waiting";
  if (isActive && client.connection.unreachable.value) return strings.unfinished;
  const isAsked = awaitingApproval.value.length > 0 || asking.value !== undefined;
  if (status === "waiting" && !isAsked) return strings.paused;
  return status === "done" && isEmpty ? strings.ready : strings.runStatus[status];
}

/** Why the run waits or how it ended; a button that leads to the call that awaits approval or asks, if one does. */
function Detail() {
  const view = useView();
  const { facts, awaitingApproval, asking } = view.store.value;
  const detail = said(facts.value.detail);
  const call = awaitingApproval.value[0] ?? asking.value;
  if (saysError(view)) return null;
  if (!detail) return null;
  if (!call)
    return (
      <span class="agw-detail" title={detail}>
        {detail}
      </span>
    );
  const tools = new Set(awaitingApproval.value.map(({ tool }) => tool));
  const asked =
    tools.size > 0 ? strings.approvalNeeded([...tools].join(", ")) : strings.announceQuestion(call.tool);
  return (
    <Button class="agw-link" action="review" onClick={() => view.reveal(call.id)}>
      {asked}
    </Button>
  );
}

/** Whether the transcript, which is in sight, says what the run failed of. */
function saysError({ tab, store }: ViewState): boolean {
  const { facts, transcript } = store.value;
  if (tab.value !== "transcript" || facts.value.status !== "failed") return false;
  return [...transcript.entries.values()].at(-1)?.kind === "error";
}

/** The mark of a view that no Python answers. */
function Recorded() {
  if (!useView().client.connection.unreachable.value) return null;
  return (
    <span class="agw-chip agw-recorded" title={strings.recordedHint}>
      {strings.recorded}
    </span>
  );
}

/** The agent of a run that has one; of several, each tab says which was at work, and what follows keeps its place. */
function Who() {
  const store = useView().store.value;
  const { agent } = store.facts.value;
  if (!agent || isSeveral(store.lanes.value)) return null;
  return <span class={`agw-who ${laneClass(store.lanes.value, agent)}`}>{agent}</span>;
}

function isSeveral(lanes: Lane[]): boolean {
  return lanes.some(({ name }) => name !== lanes[0]!.name);
}

function Model() {
  const { model } = useView().store.value.facts.value;
  if (!model) return null;
  const isDemo = model === "demo";
  return (
    <span class="agw-chip agw-model" data-demo={isDemo || undefined} title={modelHint(model)}>
      {isDemo ? strings.demo : model}
    </span>
  );
}

function modelHint(model: string): string {
  if (model === "demo") return strings.demoHint;
  // What a Cassette writes behind the name: agents/models/stand_ins/cassette.py.
  if (/\(recorded [^)]*\)$/.test(model)) return strings.cassetteHint;
  return model.startsWith("local/") ? strings.localHint : strings.modelHint;
}

function Figures() {
  const { facts } = useView().store.value;
  const { usage, cost } = facts.value;
  const input = usage.input_tokens ?? 0;
  const output = usage.output_tokens ?? 0;
  return (
    <span class="agw-figures">
      <Elapsed />
      {input + output > 0 && (
        <span title={strings.tokensHint(count(input), count(output))}>
          {strings.tokens(count(input + output))}
        </span>
      )}
      {cost !== null && <span title={strings.costHint}>{money(cost)}</span>}
    </span>
  );
}

function Elapsed() {
  const view = useView();
  const text = useComputed(() => {
    const { facts, now } = view.store.value;
    const { ended, status } = facts.value;
    if (view.replay.value) return tenths(now.value);
    if (ended === 0) return ""; // it had ended before it was watched: nobody knows how long it took
    const time = ended ?? now.value;
    return time > 0 && time < 1000 && status !== "running" ? duration(time) : clock(time);
  });
  return text.value ? <time title={strings.elapsed}>{text}</time> : null;
}
