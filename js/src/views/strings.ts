/** Every word of the view, in one place. */

import type { EntryState, RunStatus } from "../transcript/schema";
import type { TabName } from "./view-state";

export const status: Record<RunStatus, string> = {
  running: "Running",
  waiting: "Waiting",
  done: "Done",
  failed: "Failed",
  cancelled: "Stopped",
};

export const toolState: Record<EntryState, string> = {
  streaming: "writing arguments",
  waiting: "waiting",
  running: "running",
  awaiting_approval: "needs your approval",
  done: "done",
  failed: "failed",
  denied: "denied",
  cancelled: "cancelled",
  retracted: "retracted",
};

export const view = "Agent run";
export const paused = "Paused";
export const ready = "Ready";
export const you = "You";
export const theAgent = "Agent";

// header
export const demo = "Demo";
export const demoHint = "A scripted model, made for trying things out. No language model is involved.";
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
export const pauseHint = "Hold the run there until you resume it";
export const resume = "Resume";
export const askedStop = "Asked to stop…";
export const askedAfterTurn = "Stopping after this turn…";
export const askedPause = "Pausing before the next tool…";
export const askedResume = "Resuming…";
export const noAnswer = "Python has not answered yet: the kernel may be busy with another cell.";
export const resize = "Height of the view";

// lanes
export const lanes = "Agents";
export const laneFilter = (name: string) => `Show only ${name}`;
export const showAll = "Show all agents";

// tabs
export const tabs = "Views of the run";
export const tabNames: Record<TabName, string> = {
  transcript: "Transcript",
  tools: "Tools",
  timeline: "Timeline",
  events: "Events",
  usage: "Usage",
};

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
export const loading = "Loading…";
export const budget = "Budget";

// approvals
export const approvalOf = (tool: string) => `Approval of ${tool}`;
export const mayRun = (agent: string, tool: string) => `${agent || "The agent"} wants to run ${tool}`;
export const approve = "Approve";
export const approveAlways = (tool: string) => `Always approve ${tool} in this run`;
export const editArguments = "Edit arguments";
export const deny = "Deny";
export const denyMessage = "What the model should know (optional)";
export const cancel = "Cancel";
export const asked = "Asked…";

// results
export const asModelSaw = "As the model read it";
export const headOf = (head: string, whole: string) => `The first ${head} of ${whole}. `;
export const loadAll = "Load all";
export const nested = (agent: string) => `What ${agent} did`;

export const announceStart = (agent: string) => (agent ? `${agent} started.` : "The run started.");
export const announceHandoff = (from: string, to: string) => `${from} handed over to ${to}.`;
export const announceApproval = (tool: string) => `${tool} needs your approval.`;
export const announceDone = "The run is done.";
export const announceFailed = "The run failed.";
export const announceCancelled = "The run was stopped.";
