/** The header: status, agent, model, figures and controls. */

import { useComputed } from "@preact/signals";
import { laneClass } from "../transcript/lanes";
import { Button } from "./button";
import { Controls } from "./controls";
import { clock, count, duration, money } from "./format";
import * as strings from "./strings";
import { useView, type ViewState } from "./view-state";

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
  const { facts, awaitingApproval, isEmpty } = store.value;
  const { status } = facts.value;
  const isActive = status === "running" || status === "waiting";
  if (isActive && client.connection.unreachable.value) return strings.unfinished;
  if (status === "waiting" && awaitingApproval.value.length === 0) return strings.paused;
  return status === "done" && isEmpty ? strings.ready : strings.runStatus[status];
}

/** Why the run waits or how it ended; a button that leads to the call that awaits approval, if one does. */
function Detail() {
  const view = useView();
  const { facts, awaitingApproval } = view.store.value;
  const { detail } = facts.value;
  const call = awaitingApproval.value[0];
  if (!detail || !call) return detail ? <span class="agw-detail">{detail}</span> : null;
  return (
    <Button class="agw-link" action="review" onClick={() => view.reveal(call.id)}>
      {detail}
    </Button>
  );
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

function Who() {
  const store = useView().store.value;
  const { agent } = store.facts.value;
  if (!agent) return null;
  return <span class={`agw-who ${laneClass(store.lanes.value, agent)}`}>{agent}</span>;
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
    const { ended } = facts.value;
    return ended !== null && ended < 1000 ? duration(ended) : clock(ended ?? now.value);
  });
  return <time title={strings.elapsed}>{text}</time>;
}
