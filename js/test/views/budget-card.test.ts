import { beforeEach, expect, it } from "vitest";
import type { Facts } from "../../src/transcript/schema";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(() => {
  view = new Mounted();
});

const usage = { input_tokens: 900, output_tokens: 150 };

async function shown(facts: Partial<Facts>): Promise<void> {
  view.python.facts({ status: "waiting", abilities: ["stop"], ...facts });
  await drawn();
}

const cards = () => view.texts("[role=group][aria-label=Budget] .agw-approval-title");

it.each<[string, Partial<Facts>, string, object]>([
  ["money", { budget: { usd: 0.5 }, cost: 0.5 }, "$0.5000", { add_usd: 0.5 }],
  ["tokens", { budget: { tokens: 1000 }, usage }, "1,000 tokens", { add_tokens: 1050 }],
  ["money, before tokens", { budget: { usd: 1, tokens: 9 }, cost: 2, usage }, "$1.00", { add_usd: 2 }],
  ["tokens, of both", { budget: { usd: 9, tokens: 9 }, cost: 2, usage }, "9 tokens", { add_tokens: 1050 }],
  [
    "tokens, where no price is known",
    { budget: { usd: 1, tokens: 9 }, usage },
    "9 tokens",
    { add_tokens: 1050 },
  ],
])("allows as much again as was used, when it is out of %s", async (_, facts, limit, more) => {
  await shown(facts);
  expect(cards()).toEqual([`The run reached its budget of ${limit}.`]);
  expect(view.text("[data-action=allow-more]")).toBe(`Allow ${limit} more`);
  await view.click("[data-action=allow-more]");
  expect(view.python.commands("budget")).toEqual([{ type: "budget", ...more }]);
});

it("lets calls pass that cannot be counted", async () => {
  const detail = "The model's server does not tell the tokens it uses, so the budget cannot be kept.";
  await shown({ budget: { tokens: 1000, uncounted: 1 }, detail });
  expect(cards()).toEqual([detail]);
  expect(view.text("[data-action=allow-more]")).toBe("Go on uncounted");
  await view.click("[data-action=allow-more]");
  expect(view.python.commands("budget")).toEqual([{ type: "budget", uncounted: true }]);
});

it.each<[string, Partial<Facts>]>([
  ["has no budget", { cost: 3, usage }],
  ["has not spent it", { budget: { usd: 1, tokens: 2000 }, cost: 0.9, usage }],
  ["has a budget in money and no price", { budget: { usd: 0 } }],
  ["is at work", { status: "running", budget: { tokens: 1 }, usage }],
  ["is over", { status: "done", budget: { tokens: 1 }, usage }],
])("is not there for a run that %s", async (_, facts) => {
  await shown(facts);
  expect(cards()).toEqual([]);
});

it("is not there in a recorded run, nor at an earlier instant", async () => {
  const spent = { budget: { tokens: 1 }, usage };
  const saved = new Mounted({ live: false });
  saved.python.facts({ status: "waiting", ...spent });
  await drawn();
  expect(saved.has("[data-action=allow-more]")).toBe(false);
  view.python.entry({ id: "e1", kind: "user", text: "Hi" });
  await shown(spent);
  expect(view.has("[data-action=allow-more]")).toBe(true);
  await view.click("[data-action=replay]");
  expect(view.has("[data-action=allow-more]")).toBe(false);
});
