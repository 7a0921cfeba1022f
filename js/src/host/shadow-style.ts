/** The view's style sheet in a shadow root, where the host put it into the page's head alone, as Panel does. */

import { onceOnPage } from "./once-on-page";

const STYLE = ".agw-place";

/** Copy the style sheet to where `place` is once that is on the page, if it is needed. Returns how to stop. */
export function bringStyle(place: HTMLElement): () => void {
  return onceOnPage(place, () => {
    const root = place.getRootNode();
    if (root instanceof ShadowRoot && !hasStyle(place)) root.prepend(...copiesFromHead());
  });
}

function hasStyle(place: HTMLElement): boolean {
  return getComputedStyle(place).getPropertyValue("--agw-most") !== "";
}

function copiesFromHead(): Node[] {
  const styles = [...document.head.querySelectorAll("style")];
  return styles.filter((style) => style.textContent.includes(STYLE)).map((style) => style.cloneNode(true));
}
