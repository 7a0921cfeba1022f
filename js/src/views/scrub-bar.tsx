/** The replay bar: a slider over a minimap of the run, single steps, and play. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Replay } from "../transcript/replay";
import { Button } from "./button";
import { clock } from "./format";
import type { IconName } from "./icons";
import { marksOf } from "./minimap";
import * as strings from "./strings";
import { useView } from "./view-state";

const SPEEDS = [1, 4];

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
    };
  }, []);
  const target = view.seekTarget.value;
  useEffect(() => {
    if (target !== null && replay.value) replay.value.seek(replay.value.history.position(target));
    // The same instant may be asked for again.
    if (replay.value) view.seekTarget.value = null;
  }, [target, replay.value]);
  return replay.value && <Bar replay={replay.value} onLeave={() => (view.replaying.value = false)} />;
}

interface BarProps {
  replay: Replay;
  onLeave: () => void;
}

function Bar({ replay, onLeave }: BarProps) {
  const position = replay.position.value;
  const { history } = replay;
  const now = clock(history.time(position));
  const speed = replay.speed.value;
  return (
    <div class="agw-scrub" role="group" aria-label={strings.replayIt}>
      <ScrubButton icon="back" label={strings.stepBack} onPick={() => replay.step(-1)} />
      <ScrubButton
        icon={replay.playing.value ? "pause" : "play"}
        label={replay.playing.value ? strings.pausePlay : strings.play}
        onPick={() => replay.toggle()}
      />
      <ScrubButton icon="forward" label={strings.stepForward} onPick={() => replay.step(1)} />
      <Button
        class="agw-button agw-speed"
        aria-label={`${strings.speedLabel} ${strings.speed(speed)}`}
        onClick={() => (replay.speed.value = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length]!)}
      >
        {strings.speed(speed)}
      </Button>
      <span class="agw-track">
        <Minimap length={replay.length.value} />
        <input
          type="range"
          class="agw-slider"
          aria-label={strings.replayAt}
          aria-valuetext={strings.instant(now, clock(history.time(history.length)))}
          min={0}
          max={replay.length}
          value={position}
          onInput={(event) => replay.seek(Number(event.currentTarget.value))}
        />
      </span>
      <time class="agw-instant">{now}</time>
      <Button action="present" onClick={onLeave}>
        {strings.backToNow}
      </Button>
    </div>
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
