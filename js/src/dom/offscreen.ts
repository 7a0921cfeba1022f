/** What is read: the browser need not look at it as long as it is out of sight. */

/**
 * Have `element` drawn only in sight; it keeps the place that it took, so that nothing moves. False where it takes
 * none: it is not on the page, or folded away.
 */
export function letGo(element: HTMLElement): boolean {
  const height = element.offsetHeight;
  if (height === 0) return false;
  element.style.containIntrinsicBlockSize = `auto ${height}px`;
  element.classList.add("agw-past");
  return true;
}
