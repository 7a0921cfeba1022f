import { beforeEach, expect, it, vi } from "vitest";
import type { TableQuestion } from "../../src/table/table-form";
import { FakePython } from "../fake-python";

let python: FakePython;
beforeEach(() => {
  python = new FakePython();
});

const QUESTION: TableQuestion = { sort: 1, descending: true, filter: "a", start: 200, count: 200 };
const PAGE = { rows: [[1]], places: [7], matching: 1 };

it("asks for rows of an entry's table", async () => {
  const page = python.client.tables.ask("e1", QUESTION);
  expect(python.sent).toEqual([{ type: "table", id: "e1", question: 1, command: 1, ...QUESTION }]);
  python.reply(true);
  python.deliver({ type: "table", question: 1, ...PAGE });
  expect(await page).toMatchObject(PAGE);
});

it("gives each question its own answer, in whatever order they come", async () => {
  const first = python.client.tables.ask("e1", QUESTION);
  const second = python.client.tables.ask("e1", QUESTION);
  python.deliver({ type: "table", question: 2, ...PAGE, matching: 2 });
  python.deliver({ type: "table", question: 1, ...PAGE, matching: 1 });
  expect([(await first).matching, (await second).matching]).toEqual([1, 2]);
});

it("rejects with what Python says", async () => {
  const refused = python.client.tables.ask("e1", QUESTION);
  python.reply(false, "This result is not in the run any more.");
  await expect(refused).rejects.toThrow("This result is not in the run any more.");
  const failed = python.client.tables.ask("e1", QUESTION);
  python.deliver({
    type: "table",
    question: 2,
    rows: [],
    places: [],
    matching: 0,
    problem: "ValueError: no",
  });
  await expect(failed).rejects.toThrow("ValueError: no");
});

it("rejects where no kernel can be asked", async () => {
  await expect(new FakePython(false).client.tables.ask("e1", QUESTION)).rejects.toThrow();
});

it("rejects where nothing answers, and takes its time where the question was accepted", async () => {
  const unheard = python.client.tables.ask("e1", QUESTION);
  const rejected = expect(unheard).rejects.toThrow();
  await vi.advanceTimersByTimeAsync(6_000);
  await rejected;
  const slow = python.client.tables.ask("e1", QUESTION);
  python.reply(true);
  await vi.advanceTimersByTimeAsync(60_000);
  python.deliver({ type: "table", question: 2, ...PAGE });
  expect(await slow).toMatchObject(PAGE);
});
