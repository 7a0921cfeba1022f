import { beforeEach, expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(async () => {
  view = new Mounted();
  view.python.entry({ id: "e1", kind: "user", text: "Hi" });
  await drawn();
});

const button = () => view.find<HTMLButtonElement>("[data-action=fill]");
const filled = () => view.root.dataset.filled;

async function press(key: string, target: Element = document.body, cancel = false): Promise<void> {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, composed: true });
  if (cancel) event.preventDefault();
  target.dispatchEvent(event);
  await drawn();
}

it("fills the window and leaves it by the button, which keeps the focus and says what it does", async () => {
  button().focus();
  await view.click("[data-action=fill]");
  expect(filled()).toBe("true");
  expect([button().getAttribute("aria-pressed"), button().title]).toEqual(["true", "Back into the page"]);
  expect(document.activeElement).toBe(button());
  await view.click("[data-action=fill]");
  expect(filled()).toBeUndefined();
  expect(view.root.hasAttribute("popover")).toBe(false);
  expect(document.activeElement).toBe(button());
});

it("leaves it by Escape, wherever the focus is", async () => {
  await view.click("[data-action=fill]");
  await press("Escape");
  expect(filled()).toBeUndefined();
});

it("leaves Escape to what is open in the view", async () => {
  await press("f", view.root);
  await press("?", view.root);
  await press("Escape", view.root);
  expect(view.has("[role=dialog]")).toBe(false);
  expect(filled()).toBe("true");
  await press("Escape", view.root);
  expect(filled()).toBeUndefined();
});

it("keeps the room of the view in the page meanwhile", async () => {
  view.element.style.minHeight = "90px";
  Object.defineProperty(view.element, "offsetHeight", { value: 400 });
  await view.click("[data-action=fill]");
  expect(view.element.style.minHeight).toBe("400px");
  await view.click("[data-action=fill]");
  expect(view.element.style.minHeight).toBe("90px");
});

it("brings the focus back from the page behind", async () => {
  const behind = document.body.appendChild(document.createElement("button"));
  await view.click("[data-action=fill]");
  behind.focus();
  expect(document.activeElement).toBe(button());
  await view.click("[data-action=fill]");
  behind.focus();
  expect(document.activeElement).toBe(behind);
  behind.remove();
});
