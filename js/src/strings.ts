/** Every word of the view, in one place. */

import type { EntryState, RunStatus } from "./transcript";

const status: Record<RunStatus, string> = {
  running: "Running",
  waiting: "Waiting",
  done: "Done",
  failed: "Failed",
  cancelled: "Stopped",
};

const toolState: Record<EntryState, string> = {
  streaming: "writing arguments",
  running: "running",
  awaiting_approval: "needs your approval",
  done: "done",
  failed: "failed",
  denied: "denied",
  cancelled: "cancelled",
  retracted: "retracted",
};

export const strings = {
  view: "Agent run",
  status,
  toolState,
  paused: "Paused",
  ready: "Ready",
  you: "You",
  theAgent: "Agent",

  // header
  demo: "Demo",
  demoHint: "A scripted model, made for trying things out. No language model is involved.",
  localHint: "A small model that runs on this computer. Expect plain answers, not wisdom.",
  modelHint: "The model that answers",
  elapsed: "Elapsed",
  tokens: (count: string) => `${count} tok`,
  tokensHint: (input: string, output: string) => `${input} tokens in, ${output} out`,
  costHint: "Cost by the prices you gave",
  recorded: "Recorded",
  recordedHint: "Nothing runs behind this view: it can be read and replayed, not steered.",
  stop: "Stop",
  stopMenu: "More ways to stop",
  stopAfterTurn: "Stop after this turn",
  stopAfterTurnHint: "The model's answer and its tools still finish",
  pause: "Pause before the next tool",
  pauseHint: "Hold the run there until you resume it",
  resume: "Resume",
  askedStop: "Asked to stop…",
  askedAfterTurn: "Stopping after this turn…",
  askedPause: "Pausing before the next tool…",
  askedResume: "Resuming…",
  noAnswer: "Python has not answered yet: the kernel may be busy with another cell.",
  resize: "Height of the view",

  // lanes
  lanes: "Agents",
  laneFilter: (name: string) => `Show only ${name}`,
  showAll: "Show all agents",

  // tabs
  tabs: "Views of the run",
  transcript: "Transcript",
  tools: "Tools",
  timeline: "Timeline",
  events: "Events",
  usage: "Usage",

  // transcript
  waitingForModel: (agent: string) => (agent ? `Waiting for ${agent}…` : "Waiting for the model…"),
  nothing: "Nothing happened in this run yet.",
  begin: "Write a message to begin.",
  latest: "Jump to latest",
  thinking: "Thinking",
  thoughtFor: (time: string) => `Thought for ${time}`,
  thought: "Thoughts",
  retractedBy: (guard: string) => `Retracted by ${guard}`,
  retracted: "Retracted",
  cancelledHere: "Stopped here",
  handoff: (from: string, to: string) => `${from} handed over to ${to}`,
  handoffRunning: (from: string, to: string) =>
    to ? `${from} is handing over to ${to}…` : `${from} is handing over…`,
  handoffFailed: (from: string) => `${from} could not hand over`,
  guardrail: (name: string) => `Guardrail ${name}`,
  guardrailPassed: "passed",
  guardrailTripped: "tripped",
  error: "The run failed",
  traceback: "Traceback",
  showMore: "Show more",

  // tool tables
  tool: "Tool",
  arguments: "Arguments",
  result: "Result",
  time: "Time",
  agent: "Agent",
  state: "State",
  toolTable: (count: number) => (count === 1 ? "One tool call" : `${count} tool calls`),
  openRow: (tool: string) => `Details of ${tool}`,
  noResult: "No result",
  log: "Log",
  progress: (tool: string) => `Progress of ${tool}`,

  // composer
  composer: "Message to the agents",
  placeholder: "Ask a follow-up…",
  placeholderFirst: "Ask something…",
  placeholderRunning: "Say something before the next model call…",
  send: "Send",
  suggestions: "Suggestions",
  retry: "Try again",
  editMessage: "Edit this message",

  // replay
  replay: "Replay",
  replayHint: "Go back to any instant of the run",
  loading: "Loading…",
  needsKernel: "This needs the kernel, which is not connected or busy.",
  budget: "Budget",

  // approvals
  approvalOf: (tool: string) => `Approval of ${tool}`,
  mayRun: (agent: string, tool: string) => `${agent || "The agent"} wants to run ${tool}`,
  approve: "Approve",
  approveAlways: (tool: string) => `Always approve ${tool} in this run`,
  editArguments: "Edit arguments",
  deny: "Deny",
  denyMessage: "What the model should know (optional)",
  cancel: "Cancel",
  asked: "Asked…",

  // results
  asModelSaw: "As the model read it",
  headOf: (head: string, whole: string) => `The first ${head} of ${whole}. `,
  loadAll: "Load all",
  nested: (agent: string) => `What ${agent} did`,

  announceStart: (agent: string) => (agent ? `${agent} started.` : "The run started."),
  announceHandoff: (from: string, to: string) => `${from} handed over to ${to}.`,
  announceApproval: (tool: string) => `${tool} needs your approval.`,
  announceDone: "The run is done.",
  announceFailed: "The run failed.",
  announceCancelled: "The run was stopped.",
};
