import { beforeEach, expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
let height: number;
beforeEach(async () => {
  view = new Mounted();
  await drawn();
  // The page lays nothing out here: the view has the height that it was given.
  height = 500;
  Object.defineProperty(view.root, "offsetHeight", { get: () => height });
  handle().setPointerCapture = () => {};
});

const handle = () => view.find("[role=separator]");
const set = () => view.root.style.getPropertyValue("--agw-height");

async function pointer(type: string, clientY: number): Promise<void> {
  handle().dispatchEvent(new PointerEvent(type, { clientY, pointerId: 1, bubbles: true }));
  await drawn();
}

it("leaves the height to the page until somebody sets it", () => {
  expect(set()).toBe("");
  expect(view.root.dataset.sized).toBeUndefined();
});

it.each([
  ["ArrowDown", "540px", "540"],
  ["ArrowUp", "460px", "460"],
])("sets it with %s, says so, and keeps the key from the page", async (key, expected, value) => {
  expect(await view.key(key, handle())).toBe(true);
  expect(set()).toBe(expected);
  expect(view.root.dataset.sized).toBe("true");
  expect(handle().getAttribute("aria-valuenow")).toBe(value);
});

it("leaves other keys alone", async () => {
  expect(await view.key("PageDown", handle())).toBe(false);
  expect(set()).toBe("");
});

it("does not get smaller than what can be used", async () => {
  height = 170;
  await view.key("ArrowUp", handle());
  expect(set()).toBe("160px");
  expect(handle().getAttribute("aria-valuemin")).toBe("160");
});

it("follows the pointer from where it took hold, and lets go", async () => {
  await pointer("pointerdown", 498);
  expect(set()).toBe("");
  await pointer("pointermove", 598.4);
  expect(set()).toBe("600px");
  await pointer("pointermove", -900);
  expect(set()).toBe("160px");
  await pointer("pointerup", -900);
  await pointer("pointermove", 700);
  expect(set()).toBe("160px");
});

it("lets go of a pointer that the browser took, as for scrolling", async () => {
  await pointer("pointerdown", 498);
  await pointer("pointercancel", 498);
  await pointer("pointermove", 700);
  expect(set()).toBe("");
});

it("keeps to the pointer that took hold, wherever that goes", async () => {
  const captured: number[] = [];
  handle().setPointerCapture = (id) => void captured.push(id);
  await pointer("pointerdown", 498);
  expect(captured).toEqual([1]);
});
