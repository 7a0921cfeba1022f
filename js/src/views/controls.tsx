/** Stop, pause and resume. What was asked is said until the run itself confirms it. */

import { useSignal, useSignalEffect, type Signal } from "@preact/signals";
import type { Command } from "../kernel/messages";
import * as strings from "./strings";
import { useView, type View } from "./view-state";
import { Button } from "./button";
import { Menu, MenuItem } from "./menu";

const NO_ANSWER_MS = 5000;

export function Controls() {
  const view = useView();
  const asked = useSignal("");
  const { status } = view.board.value.facts.value;
  const over = status !== "running" && status !== "waiting";
  useSignalEffect(() => {
    view.store.board.facts.value.status;
    asked.value = "";
  });
  if (over || !view.steerable.value) return null;
  return (
    <span class="agw-controls">
      {asked.value && <span class="agw-asked">{asked}</span>}
      {view.can("resume") && <Resume view={view} asked={asked} />}
      {view.can("stop") && <Stop view={view} asked={asked} running={status === "running"} />}
    </span>
  );
}

interface Asking {
  view: View;
  asked: Signal<string>;
}

/** Ask, say so, and admit it when nobody answers. */
async function ask({ view, asked }: Asking, command: Command, saying: string): Promise<void> {
  asked.value = saying;
  const silence = setTimeout(() => {
    if (asked.value === saying) asked.value = strings.noAnswer;
  }, NO_ANSWER_MS);
  const reply = await view.store.link.ask(command);
  clearTimeout(silence);
  if (!reply.ok) asked.value = reply.message;
}

function Resume(props: Asking) {
  return (
    <Button
      icon="play"
      class="agw-button agw-primary"
      action="resume"
      onClick={() => ask(props, { type: "resume" }, strings.askedResume)}
    >
      {strings.resume}
    </Button>
  );
}

function Stop({ running, ...props }: Asking & { running: boolean }) {
  const { view } = props;
  const afterTurn = view.can("stop_after_turn");
  const pause = view.can("pause");
  return (
    <span class="agw-split">
      <Button icon="stop" action="stop" onClick={() => ask(props, { type: "stop" }, strings.askedStop)}>
        {strings.stop}
      </Button>
      {(afterTurn || pause) && (
        <Menu label={strings.stopMenu} action="stop-menu" disabled={!running}>
          {afterTurn && (
            <MenuItem
              action="stop-after-turn"
              hint={strings.stopAfterTurnHint}
              onPick={() => ask(props, { type: "stop", after_turn: true }, strings.askedAfterTurn)}
            >
              {strings.stopAfterTurn}
            </MenuItem>
          )}
          {pause && (
            <MenuItem
              action="pause"
              hint={strings.pauseHint}
              onPick={() => ask(props, { type: "pause" }, strings.askedPause)}
            >
              {strings.pause}
            </MenuItem>
          )}
        </Menu>
      )}
    </span>
  );
}
