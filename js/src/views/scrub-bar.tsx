/** Moves through the recorded run: a slider over a small map of it, steps, and play. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { clock } from "./format";
import * as strings from "./strings";
import { useView } from "./view-state";
import { Button } from "./button";
import type { IconName } from "./icons";
import { marksOf } from "./minimap";
import { Scrubber } from "../transcript/replay";
import * as words from "../tabs/strings";

const SPEEDS = [1, 4];

/** Fetches the recorded run first, if this page saw only its end. */
export function ScrubBar() {
  const view = useView();
  const scrubber = useSignal<Scrubber | null>(null);
  useEffect(() => {
    let left = false;
    void view.store.wholeTape().then((tape) => {
      if (!left) view.replay.value = scrubber.value = new Scrubber(tape);
    });
    return () => {
      left = true;
      scrubber.value?.pause();
      view.replay.value = view.sought.value = null;
    };
  }, []);
  const sought = view.sought.value;
  useEffect(() => {
    if (sought !== null && scrubber.value) scrubber.value.seek(scrubber.value.history.position(sought));
    // Taken: the same instant may be sought again.
    if (scrubber.value) view.sought.value = null;
  }, [sought, scrubber.value]);
  return scrubber.value && <Bar scrubber={scrubber.value} onLeave={() => (view.replaying.value = false)} />;
}

interface BarProps {
  scrubber: Scrubber;
  onLeave: () => void;
}

function Bar({ scrubber, onLeave }: BarProps) {
  const position = scrubber.position.value;
  const { history } = scrubber;
  const now = clock(history.time(position));
  const speed = scrubber.speed.value;
  return (
    <div class="agw-scrub" role="group" aria-label={strings.replayIt}>
      <ScrubButton icon="back" label={words.stepBack} onPick={() => scrubber.step(-1)} />
      <ScrubButton
        icon={scrubber.playing.value ? "pause" : "play"}
        label={scrubber.playing.value ? words.pausePlay : words.play}
        onPick={() => scrubber.toggle()}
      />
      <ScrubButton icon="forward" label={words.stepForward} onPick={() => scrubber.step(1)} />
      <Button
        class="agw-button agw-speed"
        aria-label={`${words.speedLabel} ${words.speed(speed)}`}
        onClick={() => (scrubber.speed.value = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length]!)}
      >
        {words.speed(speed)}
      </Button>
      <span class="agw-track">
        <Minimap length={scrubber.length.value} />
        <input
          type="range"
          class="agw-slider"
          aria-label={words.replayAt}
          aria-valuetext={words.instant(now, clock(history.time(history.length)))}
          min={0}
          max={scrubber.length}
          value={position}
          onInput={(event) => scrubber.seek(Number(event.currentTarget.value))}
        />
      </span>
      <time class="agw-instant">{now}</time>
      <Button action="present" onClick={onLeave}>
        {words.backToNow}
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
  const { tape } = useView().store;
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
