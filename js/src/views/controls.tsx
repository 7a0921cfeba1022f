/** Stop, pause, step and resume. What was requested is shown until the run's status confirms it. */

import { useComputed, useSignal, useSignalEffect, type Signal } from "@preact/signals";
import type { Command } from "../kernel/messages";
import type { RunStatus } from "../transcript/schema";
import { Button } from "./button";
import { Menu, MenuItem } from "./menu";
import * as strings from "./strings";
import { useView, type ViewState } from "./view-state";

/** After this long without a reply the reader is told that there is none. */
const NO_REPLY_MS = 5000;

export function Controls() {
  const view = useView();
  const requested = useSignal("");
  const { status } = view.store.value.facts.value;
  const liveStatus = useComputed(() => view.client.store.facts.value.status);
  useSignalEffect(() => {
    liveStatus.value;
    requested.value = "";
  });
  const isOver = status !== "running" && status !== "waiting";
  if (isOver || !view.steerable.value) return null;
  return (
    <span class="agw-controls">
      {requested.value && <span class="agw-control-status">{requested}</span>}
      {view.can("resume") && view.can("step") && (
        <Button
          icon="step"
          action="step"
          title={strings.stepHint}
          onClick={() => request({ view, requested }, { type: "step" }, "")}
        >
          {strings.step}
        </Button>
      )}
      {view.can("resume") && <Resume view={view} requested={requested} />}
      {view.can("stop") && <Stop view={view} requested={requested} status={status} />}
    </span>
  );
}

interface ControlProps {
  view: ViewState;
  /** What is shown of the command that was sent last. */
  requested: Signal<string>;
}

/** Send a command and show `text`; show the refusal, or that nobody answers, in its place. */
async function request({ view, requested }: ControlProps, command: Command, text: string): Promise<void> {
  requested.value = text;
  const timer = setTimeout(() => {
    if (requested.value === text) requested.value = strings.noAnswer;
  }, NO_REPLY_MS);
  const reply = await view.client.connection.request(command);
  clearTimeout(timer);
  if (!reply.ok) requested.value = reply.message;
  else if (requested.value === strings.noAnswer) requested.value = text;
}

function Resume(props: ControlProps) {
  return (
    <Button
      icon="play"
      class="agw-button agw-primary"
      action="resume"
      onClick={() => request(props, { type: "resume" }, strings.askedResume)}
    >
      {strings.resume}
    </Button>
  );
}

function Stop({ status, ...props }: ControlProps & { status: RunStatus }) {
  const { view } = props;
  const canStopAfterTurn = view.can("stop_after_turn");
  const canPause = view.can("pause");
  return (
    <span class="agw-split">
      <Button icon="stop" action="stop" onClick={() => request(props, { type: "stop" }, strings.askedStop)}>
        {strings.stop}
      </Button>
      {(canStopAfterTurn || canPause) && (
        <Menu label={strings.stopMenu} action="stop-menu" disabled={status !== "running"}>
          {canStopAfterTurn && (
            <MenuItem
              action="stop-after-turn"
              hint={strings.stopAfterTurnHint}
              onPick={() => request(props, { type: "stop", after_turn: true }, strings.askedAfterTurn)}
            >
              {strings.stopAfterTurn}
            </MenuItem>
          )}
          {canPause && (
            <MenuItem
              action="pause"
              hint={strings.pauseHint}
              onPick={() => request(props, { type: "pause" }, strings.askedPause)}
            >
              {strings.pause}
            </MenuItem>
          )}
        </Menu>
      )}
    </span>
  );
}
