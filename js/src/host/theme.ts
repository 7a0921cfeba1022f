/** The host's theme: whether the page around the view is light or dark. */

import type { Signal } from "@preact/signals";
import { onceOnPage } from "./once-on-page";

export type Theme = "light" | "dark";

/** Properties of hosts that say which background the view has. */
const BACKGROUND_PROPERTIES = ["--agw-bg", "--vscode-editor-background", "--jp-layout-color1"];

/** Keep `theme`, and `data-theme` of the root, right. Returns how to stop. */
export function followTheme(root: HTMLElement, theme: Signal<Theme>): () => void {
  const update = () => {
    theme.value = isDark(root) ? "dark" : "light";
    root.dataset.theme = theme.value;
  };
  update();
  const observer = new MutationObserver(update);
  const watched = { attributes: true, attributeFilter: ["class", "style", "data-theme", "theme"] };
  observer.observe(document.documentElement, watched);
  const ofBody = [...watched.attributeFilter, "data-jp-theme-name", "data-vscode-theme-kind"];
  observer.observe(document.body, { attributes: true, attributeFilter: ofBody });
  const preference = matchMedia("(prefers-color-scheme: dark)");
  preference.addEventListener("change", update);
  const stopWaiting = onceOnPage(root, update); // before, nothing is known of what is around it
  return () => {
    stopWaiting();
    observer.disconnect();
    preference.removeEventListener("change", update);
  };
}

function isDark(root: HTMLElement): boolean {
  const style = getComputedStyle(root);
  const hasBackground = BACKGROUND_PROPERTIES.some((name) => style.getPropertyValue(name).trim());
  // Colab marks its dark pages, and only those; their background shows through from another frame.
  if (!hasBackground && (globalThis as { google?: { colab?: object } }).google?.colab)
    return document.documentElement.matches("[theme=dark]");
  const light = luminance(hasBackground ? style.backgroundColor : backgroundBehind(root));
  return light === null ? matchMedia("(prefers-color-scheme: dark)").matches : light < 0.4;
}

/** The first opaque background among the ancestors, through shadow roots; null when there is none. */
function backgroundBehind(root: HTMLElement): string | null {
  for (let node: Node | null = root.parentNode; node; node = node.parentNode) {
    if (node instanceof ShadowRoot) node = node.host;
    if (!(node instanceof Element)) continue;
    const colour = getComputedStyle(node).backgroundColor;
    if (luminance(colour) !== null) return colour;
  }
  return null;
}

/** From 0 (black) to 1 (white); null for a colour that lets what is behind shine through. */
function luminance(colour: string | null): number | null {
  const [r = 0, g = 0, b = 0, alpha = 1] = colour?.match(/[\d.]+/g)?.map(Number) ?? [];
  const full = fullChannel(colour ?? "");
  if (full === null || alpha < 0.5) return null;
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / full;
}

/** The value of a full channel in a computed colour; null for a notation that is not RGB. */
function fullChannel(colour: string): number | null {
  if (colour.startsWith("rgb")) return 255;
  return colour.startsWith("color(srgb ") ? 1 : null;
}
