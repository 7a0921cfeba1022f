/**
 * Sentences that a run or its kernel brings, in English. `{1}` stands for anything, `{n}` for a number.
 *
 * Python writes them, in `agents_widget/widget` and `agents_widget/transcript`: tests/widget/test_sentences.py
 * holds that each is still written there, and that none is missing. LOST is in `kernel/connection.ts`.
 */
export const SENTENCES = {
  // statuses
  stopping: "Stopping after this turn.",
  pausing: "Pausing before the next step.",
  paused: "Paused before the next step.",
  stepping: "Taking one step.",
  notPaused: "The run could not be paused: {1}",
  pausesLater: "{1} The run pauses after that.",
  toldLater: "What you said is told to the next run, when this one has ended.",
  tokensSpent: "The budget of {n} tokens is spent.",
  dollarsSpent: "The budget of ${n} is spent.",
  uncounted:
    "The model's server does not tell how many tokens it reads and writes, so the budget cannot be kept.",
  unpriced: "prices has no price for the model {1}, so the budget cannot be kept.",

  // what a command is answered
  lost: "The kernel has gone without an answer: this may not have arrived.",
  otherVersion: "This version of agents_widget does not know the command {1}.",
  resultGone: "This result is not in the run any more.",
  noResult: "This tool call has returned nothing: it is still at work, or it failed.",
  noTable: "This result is no table any more.",
  noName: "{1} cannot be a variable's name. Use letters, digits and _.",
  noNotebook: "There is no notebook to make a variable in.",
  nameTaken: "{1} already means something in this notebook. Choose another name.",
  severalWait: "Several tool calls wait for approval: {1}. Say which.",
  noneWaits: "No tool call{1} waits for approval. Waiting: {2}.",
  notEditable: "Arguments cannot be edited in this run: approve the call as the model wrote it, or deny it.",
  severalAsk: "Several tool calls ask something: {1}. Say which.",
  noneAsks: "No tool call{1} asks anything. Asking: {2}.",
  answerNotJson: "The answer is not JSON ({1}).",
  answerNoObject: 'An answer is an object, such as {"sure": true}, or None; not {1}.',
  ended: "The run has ended, and the widget cannot go on with it: start another run.",
  noRetry: "This run is not a conversation: it cannot be asked again.",
  noEdit: "This run is not a conversation: nothing in it can be said differently.",
  noBranches: "This run is not a conversation: it has no branches.",
  noEntry: "This run has no entry {1}: widget.transcript.entries has those that there are.",
  noteTooLong: "A note has {n} characters at most; this one has {n}.",
  cannot:
    "This run cannot be {1}: only one of agents_widget's own Runner can, or one whose adapter lists the ability {2}.",
  decide: "The run waits for your decision, approve or deny: {1}.",
  allowMore: "{1} Allow more, or stop the run.",
  endsProgram: "The run tried to end the program: {1}",
  notText: "A message is a text, not {1}.",
  empty: "There is nothing to say: the message is empty.",
  nothingSaid: "There is no message to say again.",
  atWorkBranch: "The run is still at work. Stop it before you go to another branch.",
  oneWay: "The conversation has one way on from {1}. Several from: {2}.",
  noBranch: "There is no branch {n} of {1}; there are {n}, from 1.",
  atWork: "The run is still at work. Stop it before you go back.",
  noBeginning: "No run began with the entry {1}. Messages that began one: {2}.",
  justBegun: "Another run has just begun. Stop it before you go back.",
  noRunner: "There is no Runner for {1}, so it cannot be asked anything.",
  sessionNotShown: "What the session holds could not be shown: {1}",

  // what to do about an error
  noKey:
    "No key is set. Set {1} before the model's client is made. Without one, agents_widget's own Agent(model=DemoModel()) plays a script, LocalModel() is a small model on this machine, and a client with base_url=... reaches a server of yours.",
  key: "The key was not accepted. Check OPENAI_API_KEY, or the api_key of the client.",
  permission: "The key may not use this model. Check the project the key belongs to.",
  notFound: "The server does not know this model or address. Check the model's name and base_url.",
  rate: "The server asks to slow down or the quota is used up. Wait, then retry.",
  refused: "The server refused the request; its message says why.",
  timeout: "The server did not answer in time. Retry, or raise the client's timeout.",
  unreachable: "The server could not be reached. Check base_url, the network, and that it runs.",
  serverFailed: "The server failed. Retry in a while.",
  serverError: "The model's server reported an error. Retry; if it stays, check the request and the model.",
  cutOff:
    "The answer is not whole. Retry; if it stays, look at the server's log, and at the time limit of a proxy on the way.",
  maxTurns:
    "The agent called the model max_turns times without an end. Raise max_turns, or check that its instructions say when to stop.",
  toolTimeout: "A tool took too long. Raise its timeout, or return an error to the model instead.",
  refusal: "The model declined to answer. Ask in another way.",
  modelTimeout: "The model did not answer in time. Retry, or raise the timeout.",
  behaviour: "The model answered in a way that cannot be used. Retry, or use a stronger model.",
  setUp: "The program is set up in a way that cannot work; the message says what to change.",
  lostConnection:
    "The connection was lost while the server answered. Retry; if it stays, look at the server's log, and at the time limit of a proxy on the way.",
  otherLoop:
    "Something, probably the model's client, was used on another event loop before and belongs there; this run has a loop of its own. Give the agent a client of its own, or run it in the cell: watch(Runner.run_streamed(agent, ...)).",

  // what a result is
  oneItem: "1 item",
  items: "{n} items",
  oneField: "1 field",
  fields: "{n} fields",
  typeOneField: "{1}, 1 field",
  typeFields: "{1}, {n} fields",
} as const;

/** The same sentences in another language, with the same holes, each as often. */
export type Sentences = Record<keyof typeof SENTENCES, string>;

const HOLE = /\{(?:\d|n)\}/g;

/** A function that says a sentence of Python's in the language of `others`; what it does not know stays. */
export function sayIn(others: Sentences): (text: string) => string {
  const names = Object.keys(SENTENCES) as (keyof Sentences)[];
  const patterns = names.map((name) => ({ ...patternOf(SENTENCES[name]), other: others[name] }));
  return function say(text: string): string {
    for (const { pattern, holes, other } of patterns) {
      const found = pattern.exec(text)?.slice(1);
      if (found) return filled(other, holes, found.map(say));
    }
    return text;
  };
}

function patternOf(sentence: string): { pattern: RegExp; holes: string[] } {
  const holes = sentence.match(HOLE) ?? [];
  const texts = sentence.split(HOLE).map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const source = texts.reduce((before, text, at) => before + groupOf(holes[at - 1]!) + text);
  return { pattern: new RegExp(`^${source}$`, "s"), holes };
}

function groupOf(hole: string): string {
  return hole === "{n}" ? "(-?[\\d.,]+(?:e[+-]?\\d+)?)" : "(.*)";
}

/** A sentence with what was found in the holes of the English one: numbers in order, others by their number. */
function filled(sentence: string, holes: string[], found: string[]): string {
  const left = holes.map((hole, at) => ({ hole, text: found[at]! }));
  return sentence.replace(HOLE, (hole) => {
    const at = left.findIndex((each) => each.hole === hole);
    return at < 0 ? hole : left.splice(at, 1)[0]!.text;
  });
}
