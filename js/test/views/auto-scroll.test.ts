import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
/** The page lays nothing out here: these are the heights of the box and of what is in it. */
let boxHeight: number;
let contentHeight: number;
/** How often the height of the content was asked for: each time has a page laid out. */
let measured: number;
let observed: Map<Element, () => void>;

/** As the browser's, but a test says when a size changed. */
class FakeResizeObserver implements ResizeObserver {
  readonly #own = new Set<Element>();

  constructor(readonly callback: ResizeObserverCallback) {}

  observe(element: Element): void {
    this.#own.add(element);
    observed.set(element, () => this.callback([], this));
  }

  unobserve(element: Element): void {
    this.#own.delete(element);
    observed.delete(element);
  }

  disconnect(): void {
    for (const element of [...this.#own]) this.unobserve(element);
  }
}

beforeEach(async () => {
  observed = new Map();
  vi.stubGlobal("ResizeObserver", FakeResizeObserver);
  onTestFinished(() => void vi.unstubAllGlobals());
  view = new Mounted();
  [boxHeight, contentHeight] = [400, 300];
  Object.defineProperties(box(), {
    clientHeight: { get: () => boxHeight },
    scrollHeight: { get: () => (measured++, Math.max(boxHeight, contentHeight)) },
  });
  view.python.entry({ id: "e1", kind: "message", state: "streaming", text: "one" });
  await drawn();
});

const box = () => view.find(".agw-scroller");
const end = () => contentHeight - boxHeight;
const latest = () => view.has("[data-action=latest]");

/** The run goes on, and what is shown gets higher. */
async function grow(height: number): Promise<void> {
  contentHeight = height;
  view.python.append("e1", "text", " more");
  await drawn();
}

/** The reader scrolls. */
async function scroll(to: number): Promise<void> {
  box().scrollTop = to;
  box().dispatchEvent(new Event("scroll"));
  await drawn();
}

describe("the end", () => {
  it("is kept in sight while the run goes on", async () => {
    await grow(900);
    expect(box().scrollTop).toBeGreaterThanOrEqual(end());
    await grow(1400);
    expect(box().scrollTop).toBeGreaterThanOrEqual(end());
    expect(latest()).toBe(false);
  });

  it("is left to a reader who scrolls up, with a way back", async () => {
    await grow(900);
    await scroll(end());
    await scroll(100);
    await grow(1400);
    expect(box().scrollTop).toBe(100);
    expect(latest()).toBe(true);
    await view.click("[data-action=latest]");
    expect(box().scrollTop).toBeGreaterThanOrEqual(end());
    expect(latest()).toBe(false);
    await grow(1800);
    expect(box().scrollTop).toBeGreaterThanOrEqual(end());
  });

  it("is kept in sight again once the reader is back there, or nearly", async () => {
    await grow(900);
    await scroll(end());
    await scroll(100);
    expect(latest()).toBe(true);
    await scroll(end() - 20);
    expect(latest()).toBe(false);
    await grow(1400);
    expect(box().scrollTop).toBeGreaterThanOrEqual(end());
  });

  it("is not given up for a small move, nor for scrolling down", async () => {
    await grow(900);
    await scroll(end());
    await scroll(end() - 10);
    expect(latest()).toBe(false);
    await scroll(100);
    await scroll(200);
    expect(latest()).toBe(true);
  });

  it("has a key", async () => {
    await grow(900);
    await scroll(end());
    await scroll(0);
    expect(await view.key("End", box())).toBe(true);
    expect(box().scrollTop).toBeGreaterThanOrEqual(end());
    expect(latest()).toBe(false);
  });
});

describe("what changes its size without news of the run", () => {
  it("moves the end along, once the run is calm", async () => {
    await grow(900);
    const content = view.find(".agw-entries");
    expect(observed.has(content)).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(observed.has(content)).toBe(true);
    contentHeight = 1200; // an image has come, or the reader expanded something
    observed.get(content)!();
    expect(box().scrollTop).toBeGreaterThanOrEqual(end());
  });

  it("is also the box", async () => {
    await grow(900);
    boxHeight = 200;
    observed.get(box())!();
    expect(box().scrollTop).toBeGreaterThanOrEqual(end());
  });

  it("moves nothing for a reader who is elsewhere", async () => {
    await grow(900);
    await scroll(end());
    await scroll(100);
    await vi.advanceTimersByTimeAsync(200);
    contentHeight = 1200;
    observed.get(view.find(".agw-entries"))!();
    expect(box().scrollTop).toBe(100);
  });
});

it("marks the view as full where its entries scroll, and only there", async () => {
  expect(view.root.hasAttribute("data-full")).toBe(false);
  await grow(401);
  expect(view.root.hasAttribute("data-full")).toBe(true);
  await grow(399);
  expect(view.root.hasAttribute("data-full")).toBe(false);
});

it("begins anew at the end in a replay, and leaves nothing observed behind", async () => {
  await grow(900);
  await scroll(end());
  await scroll(100);
  await view.click("[data-action=replay]");
  expect(latest()).toBe(false);
  expect([...observed.keys()]).toContain(box());
  await view.tab("Usage");
  await vi.advanceTimersByTimeAsync(200);
  // What waits to be put on the page is of the whole view.
  expect(new Set(observed.keys())).toEqual(new Set([view.root, view.element]));
});

it("measures once a frame, however many rows come", async () => {
  const measuredFor = async (rows: number): Promise<number> => {
    measured = 0;
    for (let row = 0; row < rows; row++) view.python.append("e1", "text", " more");
    await drawn();
    return measured;
  };
  expect(await measuredFor(10)).toBe(await measuredFor(1));
  expect(measured).toBeGreaterThan(0);
});
