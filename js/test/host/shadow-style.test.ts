import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { bringStyle } from "../../src/host/shadow-style";

let onSize: () => void;
beforeEach(() => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(callback: () => void) {
        onSize = callback;
      }
      observe(): void {}
      disconnect(): void {}
    },
  );
  document.head.innerHTML =
    "<style>.agw-place { --agw-most: 1px }</style><style>.other { color: red }</style>";
});
afterEach(() => {
  vi.unstubAllGlobals();
  document.head.innerHTML = "";
});

/** A place in a shadow root with this style. */
function placeWith(style: string): { place: HTMLElement; root: ShadowRoot } {
  const root = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
  root.innerHTML = `<style>${style}</style><div class="agw-place"></div>`;
  return { place: root.querySelector("div")!, root };
}

it("copies the view's style into a shadow root that has none, once the place is on the page", () => {
  const { place, root } = placeWith("");
  bringStyle(place);
  expect(root.querySelectorAll("style")).toHaveLength(1);
  onSize();
  expect([...root.querySelectorAll("style")].map((style) => style.textContent)).toEqual([
    ".agw-place { --agw-most: 1px }",
    "",
  ]);
});

it("copies nothing where the style is, or is not needed", () => {
  const { place, root } = placeWith(".agw-place { --agw-most: 2px }");
  bringStyle(place);
  onSize();
  expect(root.querySelectorAll("style")).toHaveLength(1);
  bringStyle(document.body.appendChild(document.createElement("div")));
  onSize();
  expect(document.querySelectorAll("style")).toHaveLength(2);
});
