/** Keeps the end in sight while the reader is there, and never pulls a reader who went elsewhere. */

import { effect, useSignal, type ReadonlySignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { useView } from "./view-state";

const NEAR = 24;
/** After so long without news, what grows is something that the reader opened, or that came late. */
const CALM_MS = 150;

interface AutoScroll {
  following: ReadonlySignal<boolean>;
  latest: () => void;
}

export function useAutoScroll(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
): AutoScroll {
  const { seq } = useView().client;
  const following = useSignal(true);
  const toEnd = () => (scroller.current!.scrollTop = scroller.current!.scrollHeight);
  useLayoutEffect(() => {
    const box = scroller.current!;
    let last = box.scrollTop;
    const scrolled = () => {
      const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
      if (near) following.value = true;
      else if (box.scrollTop < last) following.value = false;
      last = box.scrollTop;
    };
    const root = box.closest(".agw")!;
    const keep = () => {
      if (!scroller.current) return;
      // As high as it gets, the view has its height from its style alone: no more need the page around
      // it be laid out again for what grows inside.
      root.toggleAttribute("data-full", box.scrollHeight > box.clientHeight);
      if (following.value) toEnd();
    };
    const grew = new ResizeObserver(keep);
    let calm: ReturnType<typeof setTimeout> | undefined;
    // What streams is followed as it is drawn; to observe that too would have each frame laid out twice.
    const stop = effect(() => {
      seq.value;
      queueMicrotask(keep);
      grew.unobserve(content.current!);
      clearTimeout(calm);
      calm = setTimeout(() => grew.observe(content.current!), CALM_MS);
    });
    box.addEventListener("scroll", scrolled, { passive: true });
    grew.observe(box);
    return () => {
      stop();
      clearTimeout(calm);
      box.removeEventListener("scroll", scrolled);
      grew.disconnect();
    };
  }, []);
  const latest = () => {
    following.value = true;
    toEnd();
  };
  return { following, latest };
}
