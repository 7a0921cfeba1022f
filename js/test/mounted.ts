/** A view on the page, over a stand-in for Python. */

import { onTestFinished, vi } from "vitest";
import { mount } from "../src/host/mount";
import { FakePython } from "./fake-python";

export class Mounted {
  readonly python: FakePython;
  readonly element = document.body.appendChild(document.createElement("div"));

  constructor({ live = true, suggestions = [] as string[] } = {}) {
    this.python = new FakePython(live);
    if (live) this.python.deliver({ type: "reply", to: 0, ok: true });
    onTestFinished(mount(this.element, this.python.client, suggestions));
  }

  get root(): HTMLElement {
    return this.find(".agw");
  }

  find<E extends HTMLElement = HTMLElement>(selector: string): E {
    const found = this.element.querySelector<E>(selector);
    if (!found)
      throw new Error(`Nothing on the page matches ${selector}:\n${this.element.innerHTML.slice(0, 2000)}`);
    return found;
  }

  all(selector: string): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>(selector)];
  }

  has(selector: string): boolean {
    return this.element.querySelector(selector) !== null;
  }

  text(selector: string): string {
    return this.find(selector).textContent.trim();
  }

  /** Click what a selector names, and let the view draw. */
  async click(selector: string): Promise<void> {
    this.find(selector).click();
    await drawn();
  }

  async type(selector: string, text: string): Promise<void> {
    const input = this.find<HTMLInputElement>(selector);
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
  }

  /** Press a key. Gives whether the view took it: whether it kept the page from its own meaning. */
  async key(key: string, target: HTMLElement = this.root, more: KeyboardEventInit = {}): Promise<boolean> {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
    target.dispatchEvent(event);
    await drawn();
    return event.defaultPrevented;
  }

  /** Choose an option of a `select`. */
  async choose(selector: string, value: string): Promise<void> {
    const select = this.find<HTMLSelectElement>(selector);
    select.value = value;
    select.dispatchEvent(new Event("input", { bubbles: true }));
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await drawn();
  }

  /** Submit a form, as Enter does. Gives whether the view took it: else the browser would load a page. */
  async submit(selector: string): Promise<boolean> {
    const event = new SubmitEvent("submit", { bubbles: true, cancelable: true });
    this.find(selector).dispatchEvent(event);
    await drawn();
    return event.defaultPrevented;
  }

  texts(selector: string): string[] {
    return this.all(selector).map((element) => element.textContent.trim());
  }

  /** The button with a text, where it has no `data-action`. */
  button(text: string): HTMLElement {
    const found = this.all("button").find((button) => button.textContent.trim() === text);
    if (!found) throw new Error(`No button says ${text}; there are: ${this.texts("button").join(", ")}.`);
    return found;
  }

  /** Click the button with a text, and let the view draw. */
  async press(text: string): Promise<void> {
    this.button(text).click();
    await drawn();
  }

  async tab(name: string): Promise<void> {
    this.all("[role=tab]")
      .find((tab) => tab.textContent.startsWith(name))!
      .click();
    await drawn();
  }
}

/** Effects run after the next frame; two frames are enough for those that cause another. */
export async function drawn(): Promise<void> {
  await vi.advanceTimersByTimeAsync(40);
}
