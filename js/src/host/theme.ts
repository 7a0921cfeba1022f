/** Whether the page around the view is light or dark, whatever host it is. */

import type { Signal } from "@preact/signals";

export type Theme = "light" | "dark";

const GIVEN = ["--agw-bg", "--vscode-editor-background", "--jp-layout-color1"];

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
  return () => {
    observer.disconnect();
    preference.removeEventListener("change", update);
  };
}

function isDark(root: HTMLElement): boolean {
  const style = getComputedStyle(root);
  const given = GIVEN.some((name) => style.getPropertyValue(name).trim());
  // Colab marks its dark pages, and only those; their background shows through from another frame.
  if (!given && (globalThis as { google?: { colab?: object } }).google?.colab)
    return document.documentElement.matches("[theme=dark]");
  const light = luminance(given ? style.backgroundColor : backgroundBehind(root));
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
  const numbers = colour?.match(/[\d.]+/g)?.map(Number) ?? [];
  const [r = 0, g = 0, b = 0, alpha = 1] = numbers;
  const whole = colour?.startsWith("rgb") ? 255 : colour?.startsWith("color(srgb ") ? 1 : 0;
  if (!whole || alpha < 0.5) return null;
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / whole;
}
