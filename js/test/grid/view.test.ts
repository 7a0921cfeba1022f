import { describe, expect, it, vi } from "vitest";
import type { RunState } from "../../src/grid/messages";
import { drawn } from "../mounted";
import { FACTS, MountedGrid, snapshotOf, told } from "./mounted-grid";

const states = (...each: RunState[]) => each;
const TICK = 1000;

async function shown(...each: RunState[]): Promise<MountedGrid> {
  const grid = new MountedGrid(snapshotOf(each));
  await drawn();
  return grid;
}

/** Count the drawings of rows, by the changes of the page in the list. */
function countChanges(grid: MountedGrid): MutationRecord[] {
  const records: MutationRecord[] = [];
  const observer = new MutationObserver((news) => records.push(...news));
  observer.observe(grid.find("[role=grid]"), {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  });
  return records;
}

describe("the filters", () => {
  const offered = (grid: MountedGrid) =>
    [...grid.element.querySelectorAll<HTMLElement>("[data-filter]")].map(({ dataset }) => dataset.filter);

  it("offer rows that differ only where there is something to differ from", async () => {
    expect(offered(await shown("done"))).toEqual(["all", "failed", "waiting"]);
    const grid = new MountedGrid({ ...snapshotOf(["done", "done"]), epochs: 2 });
    await drawn();
    expect(offered(grid)).toEqual(["all", "failed", "differ", "waiting"]);
  });
});

describe("the order of rows", () => {
  it("follows what needs the reader, a moment after it changed", async () => {
    const grid = await shown("running", "running", "running");
    expect(grid.order).toEqual([0, 1, 2]);
    grid.rows([told(2, "failed")]);
    await drawn();
    expect(grid.order).toEqual([0, 1, 2]);
    await vi.advanceTimersByTimeAsync(TICK + 40);
    expect(grid.order).toEqual([2, 0, 1]);
  });

  it("follows the last news at once", async () => {
    const grid = await shown("done", "running");
    grid.rows([told(1, "failed")], { facts: { ...FACTS, status: "done" } });
    await drawn();
    expect(grid.order).toEqual([1, 0]);
    expect(grid.find("[data-filter=failed]").textContent).toContain("1");
  });

  it("is not held by a pointer that rests where the grid is drawn", async () => {
    const grid = await shown("running", "running");
    const list = grid.find("[role=grid]");
    list.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
    list.dispatchEvent(new PointerEvent("pointerenter"));
    grid.rows([told(1, "failed")]);
    await vi.advanceTimersByTimeAsync(2 * TICK);
    expect(grid.order).toEqual([1, 0]);
  });

  it.each(["pointermove", "wheel"])("is held from a %s in it until the pointer leaves", async (event) => {
    const grid = await shown("running", "running");
    const list = grid.find("[role=grid]");
    list.dispatchEvent(new Event(event, { bubbles: true }));
    grid.rows([told(1, "failed")]);
    await vi.advanceTimersByTimeAsync(2 * TICK);
    expect(grid.order).toEqual([0, 1]);
    expect(grid.find("[data-action=sort-again]").textContent).toBe("1 moved: sort again");
    list.dispatchEvent(new PointerEvent("pointerleave"));
    await drawn();
    expect(grid.order).toEqual([1, 0]);
    expect(grid.has("[data-action=sort-again]")).toBe(false);
  });

  it("is looked at only where something changed that it goes by", async () => {
    const grid = await shown("running", "done");
    const sort = vi.spyOn(Array.prototype, "sort");
    grid.rows([told(0, "running", { text: "words" })]);
    await vi.advanceTimersByTimeAsync(3 * TICK);
    expect(sort).not.toHaveBeenCalled();
    grid.rows([told(0, "done", { text: "words", score: 1 })]);
    await vi.advanceTimersByTimeAsync(2 * TICK);
    expect(sort).toHaveBeenCalled();
  });
});

describe("a drawing", () => {
  it("leaves the rows alone of which nothing has changed, also where they are sorted anew", async () => {
    const grid = await shown("running", "running", "done");
    const changes = countChanges(grid);
    grid.rows([told(1, "running", { text: "words as they come" })]);
    await vi.advanceTimersByTimeAsync(2 * TICK);
    grid.rows([told(2, "done", { score: 1 })]);
    await vi.advanceTimersByTimeAsync(2 * TICK);
    const rows = changes.map(({ target }) =>
      (target as Element).parentElement!.closest<HTMLElement>("[data-row]"),
    );
    expect(new Set(rows.map((row) => row?.dataset.case))).toEqual(new Set(["1", "2"]));
  });

  it("comes with the news, and by itself only while there are none", async () => {
    const grid = await shown("running");
    await vi.advanceTimersByTimeAsync(TICK);
    const frames = vi.spyOn(window, "requestAnimationFrame");
    for (let news = 0; news < 25; news++) {
      grid.rows([told(0, "running", { text: `words ${news}` })]);
      await vi.advanceTimersByTimeAsync(200);
    }
    expect(frames).toHaveBeenCalledTimes(25);
    frames.mockClear();
    await vi.advanceTimersByTimeAsync(5 * TICK);
    expect(frames.mock.calls.length).toBeGreaterThan(3); // the clocks
  });
});

describe("a click on a row", () => {
  const select = (node: Node) => getSelection()!.selectAllChildren(node);

  it("opens it, also where text of the page is selected", async () => {
    const grid = await shown("queued");
    const elsewhere = document.body.appendChild(document.createElement("p"));
    elsewhere.append("selected");
    select(elsewhere);
    await grid.click("[data-row]");
    expect(grid.has(".agw-grid-panel")).toBe(true);
  });

  it("leaves it alone where its own text is being selected, but for the button", async () => {
    const grid = await shown("queued");
    select(grid.find("[data-row] .agw-cell-input"));
    await grid.click("[data-row]");
    expect(grid.has(".agw-grid-panel")).toBe(false);
    await grid.click("[data-action=open-row]");
    expect(grid.has(".agw-grid-panel")).toBe(true);
  });
});

describe("the focus", () => {
  it("goes to the list when what had it is gone", async () => {
    const grid = new MountedGrid(snapshotOf(states("failed", "done"), { counts: [0, 0, 0, 1, 1, 0] }));
    await drawn();
    grid.find("[data-action=retry-failed]").focus();
    grid.rows([told(0, "running")], { facts: { ...FACTS, counts: [0, 1, 0, 1, 0, 0] } });
    await drawn();
    expect(grid.has("[data-action=retry-failed]")).toBe(false);
    expect(document.activeElement).toBe(grid.find("[role=grid]"));
  });

  it("is not taken from elsewhere in the page", async () => {
    const grid = new MountedGrid(snapshotOf(states("failed"), { counts: [0, 0, 0, 0, 1, 0] }));
    const other = document.body.appendChild(document.createElement("button"));
    await drawn();
    other.focus();
    grid.rows([told(0, "running")], { facts: { ...FACTS, counts: [0, 1, 0, 0, 0, 0] } });
    await drawn();
    expect(document.activeElement).toBe(other);
  });
});

describe("keys", () => {
  const current = (grid: MountedGrid) => grid.find("[data-row][aria-selected=true]").dataset.case;

  it("go through the rows, to the first and to the last", async () => {
    const grid = await shown("done", "done", "done", "done");
    grid.find("[role=grid]").focus();
    for (const [key, at] of [
      ["j", "0"],
      ["ArrowDown", "1"],
      ["k", "0"],
      ["End", "3"],
      ["ArrowUp", "2"],
      ["Home", "0"],
    ]) {
      expect(await grid.key(key!)).toBe(true);
      expect(current(grid)).toBe(at);
    }
    expect(grid.find("[role=grid]").getAttribute("aria-activedescendant")).toBe(
      grid.find("[aria-selected=true]").id,
    );
  });

  it("open a run and close it, and say so", async () => {
    const grid = await shown("done");
    grid.find("[role=grid]").focus();
    await grid.key("j");
    await grid.key("Enter");
    expect(grid.commands("open")).toMatchObject([{ number: 0 }]);
    expect(grid.find("[data-action=open-row]").getAttribute("aria-expanded")).toBe("true");
    expect(await grid.key("Escape")).toBe(true);
    expect(grid.commands("close")).toMatchObject([{ number: 0 }]);
    expect(grid.find("[data-action=open-row]").getAttribute("aria-expanded")).toBe("false");
    expect(await grid.key("Escape")).toBe(false); // the page's
  });

  it("lead from an open run back to the rows", async () => {
    const grid = await shown("done");
    await grid.click("[data-action=open-row]");
    const inRun = grid.find(".agw-grid-slot").appendChild(document.createElement("button"));
    inRun.focus();
    expect(await grid.key("j")).toBe(false); // the run's own
    expect(await grid.key("Escape")).toBe(true);
    expect(document.activeElement).toBe(grid.find("[role=grid]"));
    expect(grid.has(".agw-grid-panel")).toBe(true);
    inRun.dataset.filled = "true";
    inRun.focus();
    expect(await grid.key("Escape")).toBe(false); // leaves the window
  });

  it("lead to the search, out of it, and type there", async () => {
    const grid = await shown("done", "done");
    grid.find("[role=grid]").focus();
    expect(await grid.key("/")).toBe(true);
    const search = grid.find<HTMLInputElement>("[type=search]");
    expect(document.activeElement).toBe(search);
    expect(await grid.key("j")).toBe(false);
    search.value = "question 1";
    search.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
    expect(grid.order).toEqual([1]);
    await grid.key("Escape");
    expect(grid.order).toEqual([0, 1]);
    expect(document.activeElement).toBe(grid.find("[role=grid]"));
  });

  it("fill the window", async () => {
    const grid = await shown("done");
    grid.find("[role=grid]").focus();
    await grid.key("f");
    expect(grid.find(".agw-grid").dataset.filled).toBe("true");
    expect(grid.find("[data-action=fill]").getAttribute("aria-pressed")).toBe("true");
    await grid.click("[data-action=fill]");
    expect(grid.find(".agw-grid").dataset.filled).toBeUndefined();
  });
});

describe("a budget that is spent", () => {
  const facts = {
    status: "waiting",
    detail: "The budget of $0.5 is spent.",
    cost: 0.52,
    budget: 0.5,
  } as const;

  it("is raised by as much again", async () => {
    const grid = new MountedGrid(snapshotOf(states("queued"), facts));
    await drawn();
    expect(grid.find("[data-action=allow-more]").textContent).toBe("Allow $0.50 more");
    await grid.click("[data-action=allow-more]");
    expect(grid.commands("budget")).toMatchObject([{ add_usd: 0.52 }]);
  });

  it.each([
    ["there is more", { ...facts, cost: 0.2 }],
    ["there is none", { ...facts, budget: null }],
    ["all is over", { ...facts, status: "done" as const }],
  ])("offers nothing where %s", async (_, other) => {
    const grid = new MountedGrid(snapshotOf(states("queued"), other));
    await drawn();
    expect(grid.has("[data-action=allow-more]")).toBe(false);
  });
});

it("shows no column of tokens where all runs failed before they used any", async () => {
  const grid = await shown("failed");
  const titles = () => grid.find(".agw-grid-head").textContent;
  expect(titles()).toContain("Tokens");
  grid.rows([], {
    agents: [{ name: "small", done: 0, failed: 1, retried: 0, ms: 5, tokens: 0, cost: null, scores: {} }],
  });
  await drawn();
  expect(titles()).not.toContain("Tokens");
});
