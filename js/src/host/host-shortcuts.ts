/** JupyterLab's own shortcuts, while a view has the focus. */

/**
 * Keep JupyterLab from taking plain keys pressed in the view for its own: `d d` deletes a cell there.
 * It looks for an attribute of the focused element before any handler of ours could run. Returns how to stop.
 */
export function suppressHostShortcuts(root: HTMLElement): () => void {
  const mark = (event: KeyboardEvent) => {
    const target = event.composedPath()[0] as HTMLElement;
    if (root.contains(target)) target.toggleAttribute("data-lm-suppress-shortcuts", !hasModifier(event));
  };
  window.addEventListener("keydown", mark, true);
  return () => window.removeEventListener("keydown", mark, true);
}

export function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}
