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

  async key(key: string, target: HTMLElement = this.root): Promise<void> {
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
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
