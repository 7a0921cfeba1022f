import { beforeEach, expect, it, vi } from "vitest";
import { addMissingPage } from "../../src/host/missing-page";
import { FakePython } from "../fake-python";

const WIDGET = "application/vnd.jupyter.widget-view+json";
type Data = Record<string, unknown>;

let python: FakePython;
beforeEach(() => {
  vi.useFakeTimers();
  python = new FakePython();
  python.client.run = "r1";
});

/** The outputs of one cell. */
class Outputs {
  constructor(readonly all: { data: Data }[]) {}
  get length(): number {
    return this.all.length;
  }
  get = (index: number) => ({ ...this.all[index]!, toJSON: () => this.all[index]! });
  set = (index: number, output: object) => void (this.all[index] = output as { data: Data });
  add = (output: object) => void this.all.push(output as { data: Data });
}

const shown = (model_id: string) => ({ data: { [WIDGET]: { model_id } } });
const page = (run: string) => ({ data: { "text/html": `<section class="agw-static" data-run="${run}">` } });

/** A notebook whose widgets are `models`, by their ids. */
function notebook(cells: Outputs[], models: Record<string, Data>): object {
  return {
    context: { model: { cells: cells.map((outputs) => ({ outputs })) } },
    get_model: (id: string) =>
      id in models
        ? Promise.resolve({ get: (name: string) => models[id]![name] })
        : Promise.reject(new Error()),
  };
}

const VIEW = { run: "r1" };
const HELD: [what: string, models: Record<string, Data>][] = [
  ["itself", { top: VIEW }],
  ["in a box", { top: { children: [{ model_id: "w" }] }, w: VIEW }],
  ["captured", { top: { outputs: [{ data: { "text/plain": "3" } }, shown("w")] }, w: VIEW }],
  [
    "captured in a box",
    { top: { children: [{ model_id: "gone" }, { model_id: "o" }] }, o: { outputs: [shown("w")] }, w: VIEW },
  ],
];

it.each(HELD)("adds the page below what shows the view: %s", async (_, models) => {
  const cells = [new Outputs([shown("other")]), new Outputs([shown("top")])];
  addMissingPage(notebook(cells, { ...models, other: { run: "r2" } }), python.client);
  await vi.advanceTimersByTimeAsync(2000);
  expect(python.commands("saved")).toHaveLength(1);
  python.deliver({ type: "saved", forms: page("r1").data });
  python.deliver({ type: "saved", forms: page("r1").data });
  expect(cells.map(({ all }) => all.length)).toEqual([1, 2]);
  expect(cells[1]!.all[1]).toMatchObject({
    output_type: "display_data",
    metadata: {},
    data: page("r1").data,
  });
});

it.each([
  ["Python placed it", [new Outputs([shown("top"), page("r1")])], { top: VIEW }],
  ["no cell shows it", [new Outputs([shown("other")])], { other: { run: "r2" } }],
])("adds none where %s", async (_, cells, models: Record<string, Data>) => {
  addMissingPage(notebook(cells, models), python.client);
  await vi.advanceTimersByTimeAsync(2000);
  expect(python.commands("saved")).toEqual([]);
});

it("adds none in a host without a notebook, or for a view that is gone", async () => {
  addMissingPage(undefined, python.client);
  addMissingPage(notebook([new Outputs([shown("top")])], { top: VIEW }), python.client)();
  await vi.advanceTimersByTimeAsync(2000);
  expect(python.commands("saved")).toEqual([]);
});
