import { expect, it, vi } from "vitest";
import { element } from "../../src/dom/element";
import { skipOffscreen } from "../../src/dom/offscreen";

it("keeps the height of what is rendered only on screen", () => {
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(120);
  const chunk = element("div");
  expect(skipOffscreen(chunk)).toBe(true);
  expect(chunk.className).toBe("agw-offscreen");
  expect(chunk.style.containIntrinsicBlockSize).toBe("auto 120px");
});

it("leaves alone what has no height yet: it would jump when it gets one", () => {
  const chunk = element("div");
  expect(skipOffscreen(chunk)).toBe(false);
  expect([chunk.className, chunk.getAttribute("style")]).toEqual(["", null]);
});
