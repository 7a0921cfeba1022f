/** The columns of a table of tool calls: they share its width by what their cells hold. */

import type { Entry } from "../transcript/schema";

/** So many characters of a cell count: a longer one is cut off anyway. */
const MOST = 90;
const LEAST = 12;
/** What a call that is at work may come to show: its progress. */
const EXPECTED = 36;
const NO_ARGUMENTS = /^\s*(\{\s*\}\s*)?$/;

/** Of a table, in rem. */
const TYPICAL_WIDTH = 44;

export interface ToolColumns {
  hasArguments: boolean;
  /** Widths as CSS; without one it has what is left. */
  tool: string;
  result: string | undefined;
  /** Of what arguments and result share: how many sixteenths the result has. */
  sixteenths: number;
}

/**
 * `taken`: how many per cent the other columns have. What is still written counts when it is complete.
 * `before`: how many sixteenths the result had, which it keeps where one more or less would do.
 */
export function toolColumns(calls: Entry[], taken: number, before = -Infinity): ToolColumns {
  const hasArguments = calls.some((call) => call.state === "streaming" || !isWithoutArguments(call));
  const longest = (lengthOf: (call: Entry) => number) =>
    Math.min(MOST, Math.max(LEAST, ...calls.map(lengthOf)));
  const tool = Math.min(13, 3.9 + 0.48 * Math.max(5, ...calls.map(({ tool }) => tool.length)));
  // As pairs they are shorter than as JSON.
  const given = longest((call) => (call.state === "streaming" ? 0 : 0.75 * call.arguments.length));
  const shown = longest(resultLength);
  const toolShare = (100 * tool) / TYPICAL_WIDTH;
  // In sixteenths, so that a table that gains a call seldom moves, and never all.
  const best = Math.min(11, Math.max(4, Math.round((16 * shown) / (shown + given))));
  const sixteenths = Math.abs(best - before) > 1 ? best : before;
  const result = Math.round(((100 - toolShare - taken) * sixteenths) / 16);
  return {
    hasArguments,
    tool: `${Math.round(tool)}rem`,
    result: hasArguments ? `${result}%` : undefined,
    sixteenths,
  };
}

export function isWithoutArguments(call: Entry): boolean {
  return NO_ARGUMENTS.test(call.arguments);
}

function resultLength({ ended, summary, output }: Entry): number {
  return ended === null ? EXPECTED : (summary || output).length;
}
