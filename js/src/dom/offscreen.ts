/**
 * Rendering of what is off screen, which a browser skips (`content-visibility`) where it is told the height.
 */

/**
 * Have `element` rendered only on screen. It keeps the height that it has, so that nothing moves. False where
 * it has none: it is not on the page, or in something collapsed.
 */
export function skipOffscreen(element: HTMLElement): boolean {
  const height = element.offsetHeight;
  if (height === 0) return false;
  element.style.containIntrinsicBlockSize = `auto ${height}px`;
  element.classList.add("agw-offscreen");
  return true;
}
