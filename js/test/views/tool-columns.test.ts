import { expect, it } from "vitest";
import { toolColumns } from "../../src/views/tool-columns";
import type { Entry } from "../../src/transcript/schema";

const call = (given: string, output: string, more: Partial<Entry> = {}) =>
  ({ tool: "find", arguments: given, output, summary: "", state: "done", ended: 1, ...more }) as Entry;
const shares = (...calls: Entry[]) => toolColumns(calls, 10);
const resultOf = (...calls: Entry[]) => parseFloat(shares(...calls).result!);

it("gives more of the width to what needs more", () => {
  const even = resultOf(call("x".repeat(50), "y".repeat(50)));
  expect(resultOf(call("x".repeat(90), "ok"))).toBeLessThan(even);
  expect(resultOf(call("x".repeat(15), "y".repeat(90)))).toBeGreaterThan(even);
});

it("leaves all that remains to the result where nothing has arguments", () => {
  expect(shares(call("{}", "y"))).toMatchObject({ hasArguments: false, result: undefined });
});

it.each([0, 10, 1000, 100_000])("leaves room for each column with %d characters in it", (length) => {
  const { tool, result } = shares(call("{" + "x".repeat(length), "", { tool: "t".repeat(length) }));
  expect(parseFloat(tool)).toBeLessThan(14);
  expect(parseFloat(result!)).toBeGreaterThan(10);
  expect(parseFloat(result!)).toBeLessThan(60);
});

it("does not move while arguments are written", () => {
  const before = shares(call("", "", { state: "streaming", ended: null }));
  expect(shares(call("{" + "x".repeat(80), "", { state: "streaming", ended: null }))).toEqual(before);
});

it("keeps the columns where the next call would move them by one step only", () => {
  const first = shares(call("x".repeat(50), "y".repeat(50)));
  const bit = call("x".repeat(50), "y".repeat(56));
  const lot = call("x".repeat(50), "y".repeat(90));
  expect(toolColumns([bit], 10).sixteenths).toBe(first.sixteenths + 1);
  expect(toolColumns([bit], 10, first.sixteenths)).toEqual(first);
  expect(toolColumns([lot], 10, first.sixteenths)).toEqual(shares(lot));
});
