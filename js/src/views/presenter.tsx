/** The presenter: the replay one thing at a time, in large type over the whole window, with the keys of slides. */

import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { slideAt, slidesOf, type Slide } from "../transcript/slides";
import { BlockView } from "./blocks";
import { Button } from "./button";
import { tenths } from "./format";
import * as strings from "./strings";
import { useView, type ViewState } from "./view-state";

/** How far a key leads from slide `at` of `count`; undefined: it leads nowhere. */
const KEYS: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at) => at + 1,
  " ": (at) => at + 1,
  PageDown: (at) => at + 1,
  Enter: (at) => at + 1,
  ArrowLeft: (at) => at - 1,
  PageUp: (at) => at - 1,
  Backspace: (at) => at - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export default function Presenter() {
  const view = useView();
  const dialog = useRef<HTMLDialogElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const slides = slidesOf(view.client.tape.rows);
  const at = useSignal(firstSlide(slides, view));
  const slide = slides[at.value];
  const go = (to: number) => (at.value = Math.max(0, Math.min(to, slides.length - 1)));
  useLayoutEffect(() => {
    dialog.current!.showModal();
    stage.current!.focus();
    view.replay.value?.pause();
  }, []);
  useEffect(() => {
    if (slide) view.replay.value?.seek(slide.position);
    stage.current!.scrollTop = 0;
  }, [at.value]);
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation(); // what the keys of the view do is not for slides
    // By hand: JupyterLab takes the key's own meaning away.
    if (event.key === "Escape") return dialog.current!.close();
    const lead = KEYS[event.key];
    const pressesButton = (event.key === " " || event.key === "Enter") && isControl(event.target);
    if (!lead || pressesButton || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(lead(at.value, slides.length));
  };
  return (
    <dialog
      class="agw-presenter"
      ref={dialog}
      data-slide={slide?.id}
      onKeyDown={onKeyDown}
      onClose={() => (view.presenting.value = false)}
    >
      <div class="agw-slide" ref={stage} tabIndex={0} role="group" aria-label={strings.slides}>
        {slide ? <SlideView slide={slide} key={slide.id} /> : <p>{strings.noSlides}</p>}
      </div>
      <footer class="agw-slide-bar">
        <Button
          icon="back"
          action="previous-slide"
          aria-disabled={at.value === 0}
          onClick={() => go(at.value - 1)}
        >
          {strings.previousSlide}
        </Button>
        <span aria-live="polite">{strings.slide(slides.length && at.value + 1, slides.length)}</span>
        <Button
          icon="forward"
          action="next-slide"
          aria-disabled={at.value >= slides.length - 1}
          onClick={() => go(at.value + 1)}
        >
          {strings.nextSlide}
        </Button>
        <Instant view={view} />
        <Button icon="cross" action="leave-slides" onClick={() => dialog.current!.close()}>
          {strings.leaveSlides}
        </Button>
      </footer>
    </dialog>
  );
}

/** The slide of the replay's instant; at the end of the recording the first, as Play begins anew there. */
function firstSlide(slides: Slide[], { replay }: ViewState): number {
  if (!replay.value) return 0;
  const { position, length } = replay.value;
  return position.value < length.value ? slideAt(slides, position.value) : 0;
}

function Instant({ view }: { view: ViewState }) {
  return <time class="agw-muted">{tenths(view.store.value.now.value)}</time>;
}

/** One entry with its speaker; a tool call with its details. */
function SlideView({ slide: { id } }: { slide: Slide }) {
  const view = useView();
  const store = view.store.value;
  store.structureVersion.value;
  const entry = store.transcript.entries.get(id);
  useEffect(() => {
    if (entry?.kind === "reasoning" || entry?.kind === "tool_call") view.expanded(id).value = true;
  }, [entry?.kind]);
  if (!entry) return null;
  return (
    <BlockView
      id={id}
      ids={JSON.stringify([id])}
      kind={entry.kind === "tool_call" ? "tools" : "entry"}
      agent={entry.kind === "user" ? "" : entry.agent}
      startsSpeaker={entry.kind !== "handoff" && entry.kind !== "notice"}
    />
  );
}

/** Whether a key on the target has a meaning of its own. */
function isControl(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("button, a, summary, input, select, textarea") !== null
  );
}
