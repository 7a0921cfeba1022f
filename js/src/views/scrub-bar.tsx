/** The replay bar: a slider over a minimap of the run, steps, play and its speed, and the way back. */

import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { Replay } from "../transcript/replay";
import { STEP_UNITS, type StepUnit } from "../transcript/stops";
import { Button } from "./button";
import { tenths } from "./format";
import type { IconName } from "./icons";
import { marksOf } from "./minimap";
import * as strings from "./strings";
import { useView } from "./view-state";

const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];

/** It fetches the whole tape first if the page was loaded later than the run began. */
export function ScrubBar() {
  const view = useView();
  const replay = useSignal<Replay | null>(null);
  useEffect(() => {
    let unmounted = false;
    void view.client.fetchTape().then((tape) => {
      if (unmounted) return;
      replay.value = new Replay(tape);
      view.replay.value = replay.value;
    });
    return () => {
      unmounted = true;
      replay.value?.pause();
      view.replay.value = null;
      view.seekTarget.value = null;
      view.presenting.value = false;
    };
  }, []);
  const bar = useRef<HTMLDivElement>(null);
  // The button that opened it takes the focus along when it goes, and the bar does: keys would do nothing then.
  useEffect(() => {
    if (replay.value && document.activeElement === document.body) focusIn(bar.current, "button");
  }, [replay.value]);
  useLayoutEffect(
    () => () => {
      if (bar.current?.querySelector(":focus")) focusIn(bar.current.closest(".agw"), "[aria-selected=true]");
    },
    [],
  );
  const target = view.seekTarget.value;
  useEffect(() => {
    if (target !== null && replay.value) replay.value.seekTime(target);
    // The same instant may be asked for again.
    if (replay.value) view.seekTarget.value = null;
  }, [target, replay.value]);
  return (
    <div class="agw-scrub" role="group" aria-label={strings.replayIt} ref={bar}>
      {replay.value ? <Bar replay={replay.value} /> : <span class="agw-muted">{strings.fetchingTape}</span>}
      <span class="agw-scrub-end">
        {replay.value && (
          <Button
            icon="present"
            action="present-slides"
            title={strings.presentHint}
            onClick={() => (view.presenting.value = true)}
          >
            <span>{strings.present}</span>
          </Button>
        )}
        <Button action="present" onClick={() => (view.replaying.value = false)}>
          {strings.backToNow}
        </Button>
      </span>
    </div>
  );
}

function Bar({ replay }: { replay: Replay }) {
  const position = replay.position.value;
  const { history } = replay;
  const now = tenths(replay.store.now.value);
  return (
    <>
      <ScrubButton icon="back" label={strings.stepBack} onPick={() => replay.step(-1)} />
      <ScrubButton
        icon={replay.playing.value ? "pause" : "play"}
        label={replay.playing.value ? strings.pausePlay : strings.play}
        onPick={() => replay.toggle()}
      />
      <ScrubButton icon="forward" label={strings.stepForward} onPick={() => replay.step(1)} />
      <Choice
        name="step"
        label={strings.stepBy}
        options={STEP_UNITS.map((unit) => [unit, strings.stepUnit[unit]])}
        chosen={replay.unit.value}
        onChoose={(unit) => (replay.unit.value = unit as StepUnit)}
      />
      <Choice
        name="speed"
        label={strings.speedLabel}
        options={SPEEDS.map((speed) => [String(speed), strings.speed(speed)])}
        chosen={String(replay.speed.value)}
        onChoose={(speed) => replay.setSpeed(Number(speed))}
      />
      <span class="agw-track">
        <Minimap length={replay.length.value} />
        <input
          type="range"
          class="agw-slider"
          aria-label={strings.replayAt}
          aria-valuetext={strings.instant(now, tenths(history.time(history.length)))}
          min={0}
          max={replay.length}
          value={position}
          onInput={(event) => replay.seek(Number(event.currentTarget.value))}
        />
      </span>
      <time class="agw-instant">{now}</time>
    </>
  );
}

function focusIn(place: Element | null, selector: string): void {
  place?.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
}

interface ChoiceProps {
  name: string;
  label: string;
  options: [value: string, text: string][];
  chosen: string;
  onChoose: (value: string) => void;
}

function Choice({ name, label, options, chosen, onChoose }: ChoiceProps) {
  return (
    <select
      class={`agw-button agw-choice agw-${name}`}
      aria-label={label}
      title={label}
      value={chosen}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      {options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}

interface ScrubButtonProps {
  icon: IconName;
  label: string;
  onPick: () => void;
}

function ScrubButton({ icon, label, onPick }: ScrubButtonProps) {
  return (
    <Button
      icon={icon}
      class="agw-button agw-scrub-button"
      aria-label={label}
      title={label}
      onClick={onPick}
    />
  );
}

function Minimap({ length }: { length: number }) {
  const { tape } = useView().client;
  const marks = useMemo(() => marksOf(tape.rows), [tape.rows, length]);
  return (
    <svg
      class="agw-minimap"
      viewBox={`0 0 ${Math.max(1, length)} 16`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {marks.map(({ at, width, height, tone }) => (
        <rect
          key={`${at}${tone}`}
          x={at}
          y={16 - height}
          width={width}
          height={height}
          class={`agw-mark-${tone}`}
        />
      ))}
    </svg>
  );
}
