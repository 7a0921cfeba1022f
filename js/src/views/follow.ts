/** Keeps the end in sight while the reader is there, and never pulls a reader who went elsewhere. */

import { useSignal, type ReadonlySignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

const NEAR = 24;

interface Follow {
  following: ReadonlySignal<boolean>;
  latest: () => void;
}

export function useFollow(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
): Follow {
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
    const grew = new ResizeObserver(() => {
      if (following.value) toEnd();
    });
    box.addEventListener("scroll", scrolled, { passive: true });
    grew.observe(content.current!);
    grew.observe(box);
    return () => {
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
