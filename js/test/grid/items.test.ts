import { describe, expect, it } from "vitest";
import { answer, differs, distinctAnswers, stateOf, type Question } from "../../src/grid/items";
import { STATES, type RowArray, type RunState } from "../../src/grid/messages";
import { GridStore } from "../../src/grid/store";
import { AGENT, FACTS, snapshotOf, told } from "./mounted-grid";

const ALL: Question = { mode: "list", filter: "all", query: "", scorer: 0 };

type Told = [RunState, (number | null)?, string?, number?];

/** A store of inputs, with what each agent's run came to: its state, its score, its answer. */
function storeOf(cases: Told[][]): GridStore {
  const store = new GridStore();
  const names = cases[0]!.map((_, agent) => ({ ...AGENT, name: `agent ${agent}` }));
  store.load({ seq: 0, epochs: 1, total: cases.length * names.length, facts: FACTS, agents: names });
  store.add({
    cases: cases.map((_, at) => [at, `What should one pack for ${at} days?`, ""]),
    plans: cases.flatMap((agents, at) =>
      agents.map((_, agent): [number, number, number, number] => [at * names.length + agent, agent, at, 0]),
    ),
    rows: cases.flatMap((agents, at) =>
      agents.map(([state, score = null, text = "", id = 0], agent): RowArray => {
        const number = at * names.length + agent;
        return [number, STATES.indexOf(state), 1, 5, 0, 1, 9, null, text, "", id, [], [score]];
      }),
    ),
  });
  return store;
}

const keys = (store: GridStore, question: Partial<Question>) =>
  answer(store, { ...ALL, ...question }).items.map(({ key }) => key);

describe("the rows of a grid", () => {
  it("come as they need the reader: waiting, failed, at work, low scores, queued", () => {
    const store = storeOf([
      [["queued"]],
      [["done", 1]],
      [["done", 0]],
      [["running"]],
      [["failed"]],
      [["waiting"]],
    ]);
    expect(keys(store, {})).toEqual(["c5a0", "c4a0", "c3a0", "c2a0", "c1a0", "c0a0"]);
  });

  it("are filtered by what they are, and searched by what is in them", () => {
    const store = storeOf([
      [
        ["done", 1, "socks"],
        ["failed", null, "busy"],
      ],
      [
        ["done", 1, "two hats"],
        ["done", 1, "two hats"],
      ],
    ]);
    expect(keys(store, { filter: "failed" })).toEqual(["c0a1"]);
    expect(keys(store, { filter: "differ" })).toEqual(["c0a1", "c0a0"]);
    expect(keys(store, { query: "two HATS" })).toEqual(["c1a0", "c1a1"]);
    expect(keys(store, { mode: "matrix", filter: "failed" })).toEqual(["c0"]);
    expect(answer(store, ALL).counts).toEqual({ all: 4, failed: 1, differ: 2, waiting: 0 });
  });

  it("differ by their answers where nothing is scored", () => {
    const [same] = storeOf([
      [
        ["done", null, "x", 7],
        ["done", null, "x", 7],
      ],
    ]).byCase.values();
    const [other] = storeOf([
      [
        ["done", null, "x", 7],
        ["done", null, "y", 8],
      ],
    ]).byCase.values();
    const [open] = storeOf([[["done", null, "x", 7], ["running"]]]).byCase.values();
    expect([same, other, open].map((each) => differs(each!, 0))).toEqual([false, true, false]);
    expect(distinctAnswers(other!.flat())).toBe(2);
  });

  it("of several runs are in the state of the one that needs the reader most", () => {
    const [runs] = storeOf([[["done", 1], ["queued"], ["failed"]]]).byCase.values();
    const [done, queued, failed] = runs!.flat();
    expect(stateOf([done!, failed!])).toBe("failed");
    expect(stateOf([done!, queued!])).toBe("running");
    expect(stateOf([queued!])).toBe("queued");
  });

  it("show of their inputs what is not alike in all of them", () => {
    expect(storeOf([[["done"]], [["done"]], [["done"]]]).alike).toBe("What should one pack for ".length);
    expect(storeOf([[["done"]]]).alike).toBe(0);
  });

  it("show inputs whole that are alike as far as the page has them, or for a few words only", () => {
    const alikeOf = (...inputs: string[]) => {
      const store = new GridStore();
      const snapshot = snapshotOf(inputs.map(() => "done"));
      snapshot.data![0]!.cases = inputs.map((input, at) => [at, input, ""]);
      store.load(snapshot);
      return store.alike;
    };
    const long = "word ".repeat(39) + "…";
    expect(alikeOf(long, long, long)).toBe(0);
    expect(alikeOf("Question number 1", "Question number 2")).toBe(0);
  });

  it("may stand in another order after all news but those of a run at work", () => {
    const store = new GridStore();
    store.load(snapshotOf(["running", "done"]));
    const after = (...rows: RowArray[]) => {
      const before = store.changes;
      store.update(rows);
      return store.changes - before;
    };
    expect(after(told(0, "running", { text: "more" }))).toBe(0);
    expect(after(told(0, "waiting"))).toBe(1);
    expect(after(told(0, "running"))).toBe(1);
    expect(after(told(1, "done", { score: 1 }))).toBe(1);
    expect(after(told(7, "done"))).toBe(0); // it is not known yet
  });
});
