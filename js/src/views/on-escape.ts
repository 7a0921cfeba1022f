/** The key that leaves a form. */

/** A handler of keys that calls `leave` on Escape, which then means nothing else to the view or to the host. */
export function onEscape(leave: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    leave();
  };
}
