/** The clipboard. */

/** Put a text there when it has come. Gives whether the browser allowed it. */
export async function writeToClipboard(text: Promise<string>): Promise<boolean> {
  try {
    // Given as a promise: asked for after a wait, the browser has forgotten the click that allows it.
    const blob = text.then((known) => new Blob([known], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return true;
  } catch {
    return copyBySelection(await text.catch(() => ""));
  }
}

/** Pages that came over plain HTTP, and frames, may still copy what is selected. */
function copyBySelection(text: string): boolean {
  if (!text) return false;
  const area = document.createElement("textarea");
  const focused = document.activeElement;
  area.value = text;
  area.style.cssText = "position:fixed;opacity:0";
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isCopied;
}
