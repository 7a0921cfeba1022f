import { beforeEach, describe, expect, it, vi } from "vitest";
import { put } from "../fake-python";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

/** The texts of a table's rows, cell by cell. */
function cells(table: number): string[] {
  const rows = [...view.all(".agw-usage")[table]!.querySelectorAll("tr")];
  return rows.map((row) => [...row.children].map((cell) => cell.textContent.trim()).join(" "));
}

it("says that there is nothing where no model was asked", async () => {
  await view.tab("Usage");
  expect(view.text("[role=tabpanel]")).toBe("No model was asked in this run yet.");
});

it("sums the tokens by agent and by turn", async () => {
  const call = { model: "gpt", started: 0, input_tokens: 100, output_tokens: 10 };
  view.python.row([
    put("calls", { id: "m1", agent: "A", turn: 1, ...call, cached_tokens: 60 }),
    put("calls", { id: "m2", agent: "A", turn: 2, ...call }),
    put("calls", { id: "m3", agent: "B", turn: 3, ...call, reasoning_tokens: 4 }),
  ]);
  await view.tab("Usage");
  expect(cells(0)).toEqual([
    "Agent Calls Input Cached Output Reasoning Total",
    "A 2 200 60 20 – 220",
    "B 1 100 – 10 4 110",
    "Total 3 300 60 30 4 330",
  ]);
  expect(cells(1)).toEqual([
    "Turn Model Input Cached Output Reasoning Total",
    "A 1 gpt 100 60 10 – 110",
    "A 2 gpt 100 – 10 – 110",
    "B 3 gpt 100 – 10 4 110",
  ]);
});

it("keeps what answers have used that were taken back", async () => {
  const usage = { requests: 3, input_tokens: 300, output_tokens: 30, cached_tokens: 60, earlier_requests: 2 };
  view.python.row([
    put("calls", { id: "m1", agent: "A", turn: 1, input_tokens: 100, output_tokens: 10, cached_tokens: 60 }),
  ]);
  view.python.facts({ usage });
  await view.tab("Usage");
  expect(cells(0).slice(1)).toEqual([
    "A 1 100 60 10 110",
    "Earlier answers 2 200 – 20 220",
    "Total 3 300 60 30 330",
  ]);
  expect(cells(1)).toHaveLength(2);
});

it.each([
  [1, "1 model call did not tell the tokens read and written, and is not counted."],
  [3, "3 model calls did not tell the tokens read and written, and are not counted."],
])("says that %d calls are not counted", async (uncounted_requests, says) => {
  view.python.row([put("calls", { id: "m1", agent: "A", turn: 1 })]);
  view.python.facts({ usage: { requests: 3, uncounted_requests } });
  await view.tab("Usage");
  expect(view.text(".agw-note")).toBe(says);
});

it("needs no sum of a single agent, and names one that has no name", async () => {
  view.python.row([
    put("calls", { id: "m1", turn: 1, model: "gpt", input_tokens: 1_234_567, output_tokens: 1 }),
  ]);
  await view.tab("Usage");
  expect(cells(0).slice(1)).toEqual(["Agent 1 1,234,567 1 1,234,568"]);
});

it("follows the run, in the colours of its lanes", async () => {
  const call = { agent: "B", turn: 1, model: "gpt", input_tokens: 5 };
  view.python.row([put("lanes", { id: "a1", name: "A" }), put("lanes", { id: "a2", name: "B" })]);
  view.python.row([put("calls", { id: "m1", ...call })]);
  await view.tab("Usage");
  expect(cells(0).slice(1)).toEqual(["B 1 5 – 5"]);
  view.python.row([{ op: "set", at: ["calls", "m1", "output_tokens"], value: 7 }]);
  await drawn();
  expect(cells(0).slice(1)).toEqual(["B 1 5 7 12"]);
  expect(view.find(".agw-usage tbody th").className).toBe("agw-lane-1");
});

describe("what was spent", () => {
  const spent = () => view.all(".agw-spent > div").map((part) => part.textContent);
  /** By its attributes: happy-dom's meter knows no maximum. */
  const meter = () => {
    const element = view.find(".agw-spent meter");
    return ["value", "max", "high"].map((name) => Number(element.getAttribute(name)));
  };
  beforeEach(async () => {
    view.python.row([put("calls", { id: "m1", agent: "A", turn: 1 })]);
    await view.tab("Usage");
  });

  it.each([{}, { usd: 2 }])("is not told where no price is known, with the budget %o", async (budget) => {
    view.python.facts({ budget });
    await drawn();
    expect(view.has(".agw-spent")).toBe(false);
  });

  it.each([
    [0.0123, "Cost$0.0123"],
    [2.5, "Cost$2.50"],
    [0, "Cost$0.00"],
  ])("is the cost, where prices are known: %d", async (cost, text) => {
    view.python.facts({ cost });
    await drawn();
    expect(spent()).toEqual([text]);
    expect(view.has("meter")).toBe(false);
  });

  it("is measured by the budget of money", async () => {
    view.python.facts({ cost: 0.5, budget: { usd: 2 } });
    await drawn();
    expect(spent()).toEqual(["Cost$0.5000 of $2.00"]);
    expect(meter()).toEqual([0.5, 2, 1.6]);
  });

  it("is measured by the budget of tokens, in and out", async () => {
    view.python.facts({ usage: { input_tokens: 1500, output_tokens: 500 }, budget: { tokens: 10_000 } });
    await drawn();
    expect(spent()).toEqual(["Budget2,000 tok of 10,000 tok"]);
    expect(meter()).toEqual([2000, 10_000, 8000]);
  });

  it("is measured by both", async () => {
    view.python.facts({ cost: 1, budget: { usd: 2, tokens: 10 } });
    await drawn();
    expect(spent()).toEqual(["Cost$1.00 of $2.00", "Budget0 tok of 10 tok"]);
  });
});

it("is as it was at the instant of a replay", async () => {
  view.python.row([put("calls", { id: "m1", agent: "A", turn: 1, input_tokens: 5 })], { t: 100 });
  view.python.row([put("calls", { id: "m2", agent: "A", turn: 2, input_tokens: 8 })], { t: 900 });
  await view.tab("Usage");
  expect(cells(0)[1]).toBe("A 2 13 – 13");
  view.python.client.instant.value = { t: 500 };
  await vi.waitFor(() => expect(cells(0)[1]).toBe("A 1 5 – 5"));
});
