/** Auto-scroll: the end of the transcript stays in sight as long as the reader is there. */

import { effect, useSignal, type ReadonlySignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { useView } from "./view-state";

/** So close to the end, in pixels, is at the end. */
const NEAR_END = 24;
/** After so long without news, what grows is something that the reader expanded, or that came late. */
const CALM_MS = 150;

interface AutoScroll {
  /** Whether the end is kept in sight: false for a reader who scrolled up. */
  following: ReadonlySignal<boolean>;
  scrollToEnd: () => void;
  /** Have the reader, who was led to an entry, stay there unless that is at the end. */
  stay: () => void;
}

export function useAutoScroll(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
): AutoScroll {
  const { client, replay } = useView();
  const { seq } = client;
  // A page that only shows what was opens at the top, or at the entry that its address names.
  const follows = client.files === null || replay.value !== null;
  const following = useSignal(follows);
  const scrollToEnd = () => {
    following.value = true;
    scroller.current!.scrollTop = scroller.current!.scrollHeight;
  };
  const stay = () => (following.value = isAtEnd(scroller.current!));
  useLayoutEffect(() => {
    const box = scroller.current!;
    const root = box.closest(".agw")!;
    const onResize = () => {
      if (!scroller.current) return;
      markFull(root, box);
      if (following.value && follows) scrollToEnd();
    };
    const onReaderScroll = (atEnd: boolean) => (following.value = atEnd);
    const cleanups = [
      watchScrolling(box, onReaderScroll),
      watchGrowth({ box, content: content.current!, seq, onResize }),
    ];
    return () => cleanups.forEach((cleanup) => cleanup());
  }, []);
  return { following, scrollToEnd, stay };
}

/**
 * Mark the view as full where its box scrolls. It then has its height from its style alone: the page around
 * it need not be laid out again for what grows inside.
 */
function markFull(root: Element, box: HTMLElement): void {
  root.toggleAttribute("data-full", box.scrollHeight > box.clientHeight);
}

/** Call `onScroll` with true when the end is reached, and with false when the reader scrolls up from it. */
function watchScrolling(box: HTMLElement, onScroll: (atEnd: boolean) => void): () => void {
  let last = box.scrollTop;
  const scrolled = () => {
    if (isAtEnd(box)) onScroll(true);
    else if (box.scrollTop < last) onScroll(false);
    last = box.scrollTop;
  };
  box.addEventListener("scroll", scrolled, { passive: true });
  return () => box.removeEventListener("scroll", scrolled);
}

function isAtEnd(box: HTMLElement): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
}

interface Growth {
  box: HTMLElement;
  content: HTMLElement;
  seq: ReadonlySignal<number>;
  onResize: () => void;
}

/**
 * Call `onResize` in each frame with new rows of the tape, and when box or content change their size at another
 * time.
 *
 * To measure after each row would have the page laid out for each message of each of its views. While rows come
 * the content is not observed: that would have each frame laid out twice.
 */
function watchGrowth({ box, content, seq, onResize }: Growth): () => void {
  const observer = new ResizeObserver(onResize);
  let calm: ReturnType<typeof setTimeout> | undefined;
  let frame: number | null = null;
  const onFrame = () => {
    frame = null;
    onResize();
  };
  const stopEffect = effect(() => {
    seq.value;
    frame ??= requestAnimationFrame(onFrame);
    observer.unobserve(content);
    clearTimeout(calm);
    calm = setTimeout(() => observer.observe(content), CALM_MS);
  });
  observer.observe(box);
  return () => {
    stopEffect();
    clearTimeout(calm);
    if (frame !== null) cancelAnimationFrame(frame);
    observer.disconnect();
  };
}
