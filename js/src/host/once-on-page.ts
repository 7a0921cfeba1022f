/** Waits until an element is on the page: a host may attach it only after the view was drawn in it. */

/** Call `action` once `element` is on the page and has a size. Returns how to stop waiting. */
export function onceOnPage(element: HTMLElement, action: () => void): () => void {
  const observer = new ResizeObserver(() => {
    if (!element.isConnected) return; // browsers tell the size of a detached element, too: none
    observer.disconnect();
    action();
  });
  observer.observe(element);
  return () => observer.disconnect();
}
