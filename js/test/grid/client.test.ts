import { expect, it, vi } from "vitest";
import type { GridMessage } from "../../src/grid/messages";
import { drawn } from "../mounted";
import { FACTS, MountedGrid, snapshotOf, told } from "./mounted-grid";

const PAGE = '<section class="agw-static" data-run="g1" data-status="STATUS">';
const WIDGET = "application/vnd.jupyter.widget-view+json";

it("shows nothing until something is known, then the snapshot", async () => {
  const grid = new MountedGrid(null);
  await drawn();
  expect(grid.has(".agw-grid")).toBe(false);
  const { data, ...head } = snapshotOf(["done", "failed"]);
  grid.deliver({ type: "grid_snapshot", ...head, seq: 7, parts: 1 });
  await drawn();
  expect(grid.has(".agw-grid")).toBe(false);
  grid.deliver({ type: "grid_part", seq: 7, ...data![0]! });
  await drawn();
  expect(grid.order).toEqual([1, 0]);
  expect(grid.find(".agw-grid").dataset.seq).toBe("7");
});

it("asks for all where a message is missing, once until that had time to come", async () => {
  const grid = new MountedGrid(snapshotOf(["running"]));
  const late = (seq: number): GridMessage => ({ type: "grid", seq, rows: [told(0, "done")] });
  grid.deliver(late(3));
  grid.deliver(late(4));
  expect(grid.commands("resync")).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2500);
  grid.deliver(late(5));
  expect(grid.commands("resync")).toHaveLength(2);
  await drawn();
  expect(grid.find("[data-row]").dataset.rowState).toBe("running");
});

it("is unfinished where the kernel has gone, until it answers again", async () => {
  const grid = new MountedGrid(snapshotOf(["running"], { ms: 5000, eta: 9000, rate: 12 }));
  await drawn();
  const header = () => grid.find(".agw-header").textContent;
  expect(header()).toContain("Running");
  grid.disconnect();
  await vi.advanceTimersByTimeAsync(9000);
  await drawn();
  expect(header()).toContain("Unfinished");
  expect(header()).toContain("0:05");
  expect(header()).not.toMatch(/left|per min/);
  grid.rows([told(0, "waiting")], { facts: { ...FACTS, status: "waiting" } });
  await drawn();
  expect(header()).toContain("Waiting");
});

it("takes no message twice", async () => {
  const grid = new MountedGrid(snapshotOf(["running"]));
  grid.rows([told(0, "done")]);
  grid.deliver({ type: "grid", seq: 1, rows: [told(0, "failed")] });
  await drawn();
  expect(grid.find("[data-row]").dataset.rowState).toBe("done");
});

it("opens a run again that has begun meanwhile", async () => {
  const grid = new MountedGrid(snapshotOf(["queued"]));
  await drawn();
  await grid.click("[data-action=open-row]");
  expect(grid.find(".agw-grid-panel").textContent).toContain("has not begun");
  expect(grid.commands("open")).toEqual([]);
  grid.rows([told(0, "running")]);
  await drawn();
  expect(grid.commands("open")).toMatchObject([{ number: 0 }]);
});

it("says what a command was refused for, and that nobody answers", async () => {
  const grid = new MountedGrid(snapshotOf(["running"]));
  await drawn();
  await grid.click("[data-action=stop]");
  const [{ command }] = grid.commands("stop") as [{ command: number } & { type: string }];
  grid.deliver({ type: "reply", to: command, ok: false, message: "It cannot be stopped." } as GridMessage);
  await drawn();
  expect(grid.find(".agw-detail").textContent).toBe("It cannot be stopped.");
  await grid.click("[data-action=stop]");
  await vi.advanceTimersByTimeAsync(6000);
  expect(grid.find(".agw-detail").textContent).toBe("The kernel does not answer.");
});

/** A notebook with one cell, whose outputs are the view and others. */
function notebook(...others: object[]) {
  const all = [{ data: { [WIDGET]: { model_id: "m" } } }, ...others] as { data: Record<string, unknown> }[];
  const outputs = {
    get length() {
      return all.length;
    },
    get: (at: number) => ({ data: all[at]!.data, toJSON: () => all[at]! }),
    set: (at: number, output: object) => void (all[at] = output as (typeof all)[number]),
    add: (output: object) => void all.push(output as (typeof all)[number]),
  };
  const get_model = () => Promise.resolve({ get: (name: string) => (name === "run" ? "g1" : undefined) });
  return { all, manager: { context: { model: { cells: [{ outputs }] } }, get_model } };
}

it("adds the page to a notebook that has none", async () => {
  const { all, manager } = notebook();
  const grid = new MountedGrid(snapshotOf(["done"], { status: "done" }), manager);
  await vi.advanceTimersByTimeAsync(2500);
  expect(grid.commands("saved")).toHaveLength(1);
  const forms = { "text/html": PAGE.replace("STATUS", "done") };
  grid.deliver({ type: "saved", forms });
  expect(all).toHaveLength(2);
  expect(all[1]!.data).toEqual(forms);
});

it.each(["done", "stopped"] as const)(
  "writes the page of a grid that is %s where it is an older one",
  async (status) => {
    const { all, manager } = notebook({ data: { "text/html": PAGE.replace("STATUS", "running") } });
    const grid = new MountedGrid(snapshotOf(["running"]), manager);
    await vi.advanceTimersByTimeAsync(2500);
    expect(grid.commands("saved")).toEqual([]);
    grid.rows([told(0, "done")], { facts: { ...FACTS, status } });
    await vi.advanceTimersByTimeAsync(2500);
    expect(grid.commands("saved")).toHaveLength(1);
    const html = PAGE.replace("STATUS", status);
    grid.deliver({ type: "saved", forms: { "text/html": html } });
    expect(all.map(({ data }) => data["text/html"])).toEqual([undefined, html]);
  },
);
