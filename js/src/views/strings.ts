/** Every text of the view, in one place; those of Markdown and JSON are with them. */

import { dictionary } from "../transcript/dictionary";
import type { EventKind, ExportFormat } from "../kernel/messages";
import type { EntryState, RunStatus } from "../transcript/schema";

/** The words of a run's status and of an entry's state are the same in Python's saved page. */
export const runStatus: Record<RunStatus, string> = /* @__PURE__ */ dictionary({
  running: "Running",
  waiting: "Waiting",
  done: "Done",
  failed: "Failed",
  cancelled: "Stopped",
});

export const toolState: Record<EntryState, string> = /* @__PURE__ */ dictionary({
  streaming: "writing arguments",
  waiting: "waiting",
  running: "running",
  awaiting_approval: "needs your approval",
  done: "done",
  failed: "failed",
  denied: "denied",
  not_run: "not run",
  cancelled: "cancelled",
  retracted: "retracted",
});

export const view = "Agent run";
export const paused = "Paused";
export const ready = "Ready";
export const you = "You";
export const theAgent = "Agent";

// header
export const demo = "Demo";
export const demoHint = "A scripted model, made for trying things out. No language model is involved.";
export const cassetteHint = "Played from a cassette: no model was asked.";
export const localHint = "A small model that runs on this computer. Expect plain answers, not wisdom.";
export const modelHint = "The model that answers";
export const elapsed = "Elapsed";
export const tokens = (count: string) => `${count} tok`;
export const tokensHint = (input: string, output: string) => `${input} tokens in, ${output} out`;
export const costHint = "Cost by the prices you gave";
export const recorded = "Recorded";
export const unfinished = "Unfinished";
export const recordedHint = "Nothing runs behind this view: it can be read and replayed, not steered.";
export const stop = "Stop";
export const stopMenu = "More ways to stop";
export const stopAfterTurn = "Stop after this turn";
export const stopAfterTurnHint = "The model's answer and its tools still finish";
export const pause = "Pause before the next tool";
export const pauseHint = "Hold the run there until you resume it, or go on step by step";
export const step = "Step";
export const stepHint = "One model call, tool or handoff; then the run is held again";
export const resume = "Resume";
export const askedStop = "Asked to stop…";
export const askedAfterTurn = "Stopping after this turn…";
export const askedPause = "Pausing before the next tool…";
export const askedResume = "Resuming…";
export const noAnswer = "Python has not answered yet: the kernel may be busy with another cell.";
export const fillWindow = "Fill the window";
export const leaveWindow = "Back into the page";
export const resize = "Height of the view";

// lanes
export const lanes = "Agents";
export const laneFilter = (name: string) => `Show only ${name}`;
export const showAll = "Show all agents";

// tabs
export const tabs = "Views of the run";
export const transcriptTab = "Transcript";
export const toolsTab = "Tools";
export const timelineTab = "Timeline";
export const eventsTab = "Events";
export const usageTab = "Usage";

// transcript
export const waitingForModel = (agent: string) =>
  agent ? `Waiting for ${agent}…` : "Waiting for the model…";
export const nothing = "Nothing happened in this run yet.";
export const begin = "Write a message to begin.";
export const latest = "Jump to latest";
export const thinking = "Thinking";
export const thoughtFor = (time: string) => `Thought for ${time}`;
export const thought = "Thoughts";
export const retractedBy = (guard: string) => `Retracted by ${guard}`;
export const noRenderer = (type: string) =>
  `This page has no renderer of ${type}: in JupyterLab, install the extension that has one.`;
export const answerAsJson = "As JSON";
export const retracted = "Retracted";
export const cancelledHere = "Stopped here";
export const handoff = (from: string, to: string) => `${from} handed over to ${to}`;
export const handoffRunning = (from: string, to: string) =>
  to ? `${from} is handing over to ${to}…` : `${from} is handing over…`;
export const handoffFailed = (from: string) => `${from} could not hand over`;
export const guardrail = (name: string) => `Guardrail ${name}`;
export const guardrailPassed = "passed";
export const guardrailTripped = "tripped";
export const error = "The run failed";
export const traceback = "Traceback";
export const showMore = "Show more";
export const showLess = "Show less";

// tool tables
export const tool = "Tool";
export const givenArguments = "Arguments";
export const result = "Result";
export const time = "Time";
export const agent = "Agent";
export const state = "State";
export const toolTable = (count: number) => (count === 1 ? "One tool call" : `${count} tool calls`);
export const openRow = (tool: string) => `Details of ${tool}`;
export const noResult = "No result";
export const log = "Log";
export const progress = (tool: string) => `Progress of ${tool}`;

// composer
export const composer = "Message to the agents";
export const placeholder = "Ask a follow-up…";
export const placeholderFirst = "Ask something…";
export const placeholderRunning = "Say something before the next model call…";
export const placeholderLater = "Ask a follow-up, for when this run has ended…";
export const send = "Send";
export const suggestions = "Suggestions";
export const retry = "Try again";
export const editMessage = "Edit this message";

// replay
export const replayIt = "Replay";
export const replayHint = "Go back to any instant of the run";
export const backToNow = "Back to now";
export const replayAt = "Instant of the run";
export const instant = (at: string, end: string) => `${at} of ${end}`;
export const fetchingTape = "Fetching the recording from Python…";
export const present = "Present";
export const presentHint = "One thing at a time, in large type, with the keys of slides";
export const slide = (at: number, of: number) => `${at} / ${of}`;
export const slides = "The run, one thing at a time";
export const noSlides = "Nothing is complete in this run yet.";
export const nextSlide = "Next";
export const previousSlide = "Previous";
export const leaveSlides = "Leave (Esc)";
export const stepBy = "What a step is";
export const stepUnit = { event: "by event", entry: "by entry", turn: "by turn" };
export const play = "Play";
export const pausePlay = "Pause";
export const stepBack = "One step back";
export const stepForward = "One step forward";
export const speed = (factor: number) => `${factor}×`;
export const speedLabel = "Speed";

// approvals
export const approvalOf = (tool: string) => `Approval of ${tool}`;
export const questionOf = (tool: string) => `Question of ${tool}`;
export const sendAnswer = "Send answer";
export const declineQuestion = "Decline";
export const mayRun = (agent: string, tool: string) => `${agent || "The agent"} wants to run ${tool}`;
export const approvalNeeded = (tools: string) => `Approval needed: ${tools}.`;
export const approve = "Approve";
export const approveAlways = (tool: string) => `Always approve ${tool} in this run`;
export const approveAll = (count: number) => `Approve all ${count}`;
export const editArguments = "Edit arguments";
export const deny = "Deny";
export const denyMessage = "What the model should know (optional)";
export const cancel = "Cancel";
export const asked = "Asked…";

// results
export const asModelSaw = "As the model read it";
export const headOf = (head: string, whole: string) => `The first ${head} of ${whole}. `;
export const loadAll = "Load all";
export const imageResult = "The image the tool returned";
export const keepAs = "Keep it as";
export const nameResult = "Name it";
export const named = (name: string) => `${name} is now a variable of this notebook.`;
export const viewFailed = (tool: string, why: string) => `The view of ${tool} failed: ${why}`;
export const viewWithoutFunction = "its module's default export is not a function";
export const htmlResult = "HTML result";
export const nested = (agent: string) => `What ${agent} did`;

// the tools, timeline, events and usage tabs
export const noTools = "No tool was called in this run.";
export const all = "All";
export const filterBy = (what: string) => `Filter by ${what.toLowerCase()}`;
export const copyCsv = "Copy as CSV";
export const copied = "Copied";
export const copyFailed = "The browser did not allow it";
export const started = "Start";
export const sortBy = (column: string) => `Sort by ${column.toLowerCase()}`;
export const noCalls = "No model was asked in this run yet.";
export const noTimes = "This run had ended before it was watched: when its calls were is not known.";
export const modelRequest = (turn: number) => `Model call ${turn}`;
export const waited = (tool: string) => `${tool} waited for approval`;
export const firstToken = (time: string) => `first token after ${time}`;
export const perSecond = (rate: string) => `${rate} tok/s`;
export const took = (time: string) => `took ${time}`;
export const at = (time: string) => `at ${time}`;
export const barKind = {
  call: "Model call: pale until its first token",
  tool: "Tool",
  wait: "Wait for approval",
};
export const timelineHint = "Point at a bar, or move along the bars with Tab. A click shows the entry.";
export const eventKind: Record<EventKind, string> = {
  raw: "raw",
  item: "item",
  agent: "agent",
  other: "other",
};
export const eventKindHint: Record<EventKind, string> = {
  raw: "As it came from the model's server",
  item: "A whole item of the run: a message, a call, a result",
  agent: "The turn passed to an agent",
  other: "An event of this package, or one it does not know",
};
export const eventCount = (shown: string, total: string) => `${shown} of ${total} events`;
export const eventFilter = "Filter events";
export const eventFilterHint = "Words, or #12";
export const noEvents = "No events yet.";
export const noSuchEvents = "No event matches.";
export const showEntry = "Show what it drew in the transcript";
export const backToEvent = (n: number) => `Back to event #${n}`;
export const eventsOffline = "The events as they came are kept by the kernel, which is not connected.";
export const loading = "Loading…";
export const showEarlier = (count: string) => `Show ${count} earlier`;
export const eventJson = (n: number) => `JSON of event ${n}`;
export const usageInput = "Input";
export const usageCached = "Cached";
export const usageOutput = "Output";
export const usageReasoning = "Reasoning";
export const usageTotal = "Total";
export const usageCalls = "Calls";
export const usageEarlier = "Earlier answers";
export const usageUncounted = (calls: number) =>
  `${calls} model ${calls === 1 ? "call" : "calls"} did not tell the tokens read and written, and ${calls === 1 ? "is" : "are"} not counted.`;
export const turn = "Turn";
export const model = "Model";
export const byAgent = "By agent";
export const byTurn = "By turn";
export const cost = "Cost";
export const ofBudget = (used: string, limit: string) => `${used} of ${limit}`;

// the menus, notes, search
export const viewMenu = "Search and save";
export const entryMenu = "Copy, link, note";
export const note = "Note";
export const editNote = "Edit this note";
export const notePlaceholder = "A note for whoever reads this run";
export const saveNote = "Save";
export const deleteNote = "Delete";
export const addNote = "Write a note";
export const addNoteHint = "It is kept in the recording and in reports";
export const copyText = "Copy as Markdown";
export const copyResult = "Copy the result";
export const copyArguments = "Copy the arguments";
export const copyLink = "Copy a link to this entry";
export const search = "Search in the transcript";
export const searchPlaceholder = "Search";
export const searchCount = (at: number, of: number) => (of ? `${at} of ${of}` : "Nothing found");
export const searchNext = "Next (Enter)";
export const searchPrevious = "Previous (Shift+Enter)";
export const searchClose = "Close (Esc)";
export const exportFormats: Record<ExportFormat, { title: string; hint: string }> = {
  report: { title: "Save a report", hint: "A page to read and to print" },
  pdf: { title: "Save as PDF", hint: "The report, as a browser beside Python prints it" },
  html: { title: "Save as HTML", hint: "The whole view in one file, with its replay" },
  markdown: { title: "Save as Markdown", hint: "Text with figures" },
  jsonl: { title: "Save as JSONL", hint: "The recording: watch() plays it again" },
};
export const noPdf = "No browser beside Python prints it: save a report, and print that";
export const exporting = "Preparing…";
export const exported = (name: string) => `Saved ${name}`;
export const partOffline = "Python sends this part of the view, and is not connected.";

// keys
export const keys = "Keys";
export const keysClose = "Close";
export const keysHelp = "Show or hide this list";
/** The keys besides those of the tabs. */
export const keyMap: [key: string, meaning: string][] = [
  ["End", "Jump to the latest entry"],
  ["a", "Go to the call that waits for approval"],
  ["/", "Search in the transcript"],
  ["m", "Write a message"],
  ["n", "Write a note, at the entry that has the focus"],
  ["p", "Pause before the next tool, or resume"],
  ["s", "One step of a run that is held"],
  ["r", "Replay, or back to now"],
  ["f", "Fill the window, or go back into the page"],
  ["Space", "Play or pause the replay"],
  ["← →", "One step back or forward in the replay"],
  ["b", "Step by event, by entry or by turn"],
  ["+ −", "Replay faster or slower"],
  ["v", "Present the replay"],
  ["e", "Events, of the entry that has the focus"],
  ["Esc", "Close what is open"],
];

// form of arguments
export const runEdited = "Approve with these arguments";
export const argumentsJson = "Arguments as JSON";
export const asJson = "Edit as JSON";
export const needed = "This argument is needed.";
export const notNumber = "Expected a number. It is written as 12, -0.5 or 1e3.";
export const notWhole = "Expected a whole number. It is written in digits, such as 12.";
export const lostNumber = (digits: string, becomes: string) =>
  `${digits} would become ${becomes}: expected a number that a computer can hold.`;
export const atLeast = (least: number) => `Expected at least ${least}.`;
export const atMost = (most: number) => `Expected at most ${most}.`;
export const moreThan = (limit: number) => `Expected more than ${limit}.`;
export const lessThan = (limit: number) => `Expected less than ${limit}.`;
export const multipleOf = (step: number) => `Expected a multiple of ${step}.`;
export const tooShort = (length: number) => `Expected at least ${length} characters.`;
export const tooLong = (length: number) => `Expected at most ${length} characters.`;
export const notPattern = (pattern: string) => `Expected text that matches ${pattern}`;
export const notJson = (why: string) => `Not JSON: ${why}`;
export const tooDeep = "Expected fewer lists and objects within each other.";
export const notObject = "Expected a JSON object, such as {}.";

// the budget, and another version of a message
export const budget = "Budget";
export const sendEdited = "Send the new version";
export const branches = "The conversation goes on from here. What came before stays one click away.";
export const branchOf = (at: number, of: number) => `${at} of ${of}`;
export const previousBranch = "The version before";
export const nextBranch = "The next version";
export const budgetReached = (limit: string) => `The run reached its budget of ${limit}.`;
export const budgetTokens = (count: string) => `${count} tokens`;
export const goOnUncounted = "Go on uncounted";
export const allowMore = (more: string) => `Allow ${more} more`;

// for screen readers
export const announceStart = (agent: string) => (agent ? `${agent} started.` : "The run started.");
export const announceHandoff = (from: string, to: string) => `${from} handed over to ${to}.`;
export const announceApproval = (tool: string) => `${tool} needs your approval.`;
export const announceQuestion = (tool: string) => `${tool} asks you something.`;
export const announceDone = "The run is done.";
export const announceFailed = "The run failed.";
export const announceCancelled = "The run was stopped.";

/** Put others in the place of the words above; build.mjs writes the body, since a bundle has no names. */
export function translate(_words: unknown[]): void {}
