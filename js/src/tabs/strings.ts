/** Every word of the panels that load when they are opened; the rest is in `src/strings.ts`. */

// replay
export const backToNow = "Back to now";
export const replayAt = "Instant of the run";
export const instant = (at: string, end: string) => `${at} of ${end}`;
export const play = "Play";
export const pausePlay = "Pause";
export const stepBack = "One step back";
export const stepForward = "One step forward";
export const speed = (factor: number) => `${factor}×`;
export const speedLabel = "Speed";

// tools, timeline, events, usage
export const noTools = "No tool was called in this run.";
export const all = "All";
export const filterBy = (what: string) => `Filter by ${what.toLowerCase()}`;
export const copyCsv = "Copy as CSV";
export const copied = "Copied";
export const copyFailed = "The browser did not allow it";
export const started = "Start";
export const sortBy = (column: string) => `Sort by ${column.toLowerCase()}`;
export const noCalls = "No model was asked in this run yet.";
export const modelCall = (turn: number) => `Model call ${turn}`;
export const waited = (tool: string) => `${tool} waited for approval`;
export const firstToken = (time: string) => `first token after ${time}`;
export const perSecond = (rate: string) => `${rate} tok/s`;
export const took = (time: string) => `took ${time}`;
export const at = (time: string) => `at ${time}`;
export const timelineHint = "Point at a bar, or move along the bars with Tab. A click shows the entry.";
export const eventKind = { raw: "raw", item: "item", agent: "agent", other: "other" };
export const eventKindHint = {
  raw: "As it came from the model's server",
  item: "A whole item of the run: a message, a call, a result",
  agent: "The turn passed to an agent",
  other: "An event of this package, or one it does not know",
};
export const eventCount = (shown: string, total: string) => `${shown} of ${total} events`;
export const eventFilter = "Filter events";
export const noEvents = "No events yet.";
export const eventsOffline = "The events as they came are kept by the kernel, which is not connected.";
export const showEarlier = (count: string) => `Show ${count} earlier`;
export const eventJson = (n: number) => `JSON of event ${n}`;
export const usageInput = "Input";
export const usageCached = "Cached";
export const usageOutput = "Output";
export const usageReasoning = "Reasoning";
export const usageTotal = "Total";
export const usageCalls = "Calls";
export const turn = "Turn";
export const model = "Model";
export const byAgent = "By agent";
export const byTurn = "By turn";
export const cost = "Cost";
export const ofBudget = (used: string, limit: string) => `${used} of ${limit}`;

// keys
export const keys = "Keys";
export const keysClose = "Close";
export const keyMap = [
  ["?", "Show or hide this list"],
  ["1 … 5", "Transcript, Tools, Timeline, Events, Usage"],
  ["End", "Jump to the latest entry"],
  ["a", "Go to the call that waits for approval"],
  ["/", "Write a message"],
  ["p", "Pause before the next tool, or resume"],
  ["r", "Replay, or back to now"],
  ["Space", "Play or pause the replay"],
  ["← →", "One step back or forward in the replay"],
  ["Esc", "Close what is open"],
];

// form of arguments
export const runEdited = "Approve with these arguments";
export const argumentsJson = "Arguments as JSON";
export const asJson = "Edit as JSON";
export const needed = "This argument is needed.";
export const notNumber = "Expected a number.";
export const notWhole = "Expected a whole number.";
export const atLeast = (least: number) => `Expected at least ${least}.`;
export const atMost = (most: number) => `Expected at most ${most}.`;
export const tooShort = (length: number) => `Expected at least ${length} characters.`;
export const tooLong = (length: number) => `Expected at most ${length} characters.`;
export const notPattern = (pattern: string) => `Expected text that matches ${pattern}`;
export const notJson = (why: string) => `Not JSON: ${why}`;
export const notObject = "Expected a JSON object, such as {}.";

// budget, another version of a message
export const sendEdited = "Send the new version";
export const branches = "The conversation goes on from here.";
export const budgetReached = (limit: string) => `The run reached its budget of ${limit}.`;
export const budgetTokens = (count: string) => `${count} tokens`;
export const allowMore = (more: string) => `Allow ${more} more`;

// results
export const imageResult = "The image the tool returned";
export const nameIt = "Keep it as";
export const name = "Name it";
export const named = (name: string) => `${name} is now a variable of this notebook.`;
export const viewFailed = (tool: string, why: string) => `The view of ${tool} failed: ${why}`;
export const viewWithoutFunction = "its module's default export is not a function";
