/** The cells of a row: what each column says of its runs. */

import { count, duration } from "../views/format";
import type { Column } from "./columns";
import { dollars, short } from "./format";
import { distinctAnswers, stateOf, type Item } from "./items";
import { CellDelta, RunMark, ScoreMark, StateMark } from "./marks";
import { Pace } from "./pace";
import { timeOf, type Run } from "./store";
import * as strings from "./strings";
import type { GridView } from "./view";

interface CellProps {
  view: GridView;
  item: Item;
  /** Of each agent of the item its runs, as they are now. */
  agents: Run[][];
}

export function Cell({ column, ...props }: CellProps & { column: Column }) {
  const { view, item, agents } = props;
  const { alike, cases } = view.store;
  const { input, expected } = cases.get(item.case)!;
  const runs = agents[0]!;
  switch (column.name) {
    case "input":
      return (
        <Words
          text={alike ? `…${input.slice(alike)}` : input}
          hint={expected ? `${input}\n${strings.expected(expected)}` : input}
        />
      );
    case "expected":
      return <Words text={expected} hint={expected} />;
    case "state":
      return <StateMark state={stateOf(runs)} wordless={view.layout.width < 700} />;
    case "agent":
      return <Words text={view.store.agents[runs[0]!.agent]!.name} />;
    case "answer":
      return <Answer runs={runs} />;
    case "scores":
      return <Scores view={view} runs={runs} />;
    case "tokens":
      return figure(runs, ({ tokens }) => tokens, short);
    case "cost":
      return figure(runs, ({ cost }) => cost ?? 0, dollars);
    case "time":
      return figure(runs, timeOf, duration);
    case "pace":
      return <Pace pace={paceOf(runs)} />;
    case "open":
      return null;
    default:
      return <AgentCell {...props} at={Number(column.name.slice("agent-".length))} />;
  }
}

function Words({ text, hint = text }: { text: string; hint?: string }) {
  return (
    <span class="agw-grid-text" dir="auto" title={hint}>
      {text}
    </span>
  );
}

/** What a run says: its answer, its error, or what it does. */
function Answer({ runs }: { runs: Run[] }) {
  const run = runs.find(({ text }) => text) ?? runs[0]!;
  const several = runs.length > 1 ? distinctAnswers(runs) : 0;
  const attempts = Math.max(...runs.map(({ attempt }) => attempt));
  return (
    <>
      {several > 1 && <Chip text={strings.answers(several)} />}
      {attempts > 1 && <Chip text={strings.attempts(count(attempts))} />}
      {run.state === "running" && run.turn > 1 && <Chip text={strings.turn(count(run.turn))} />}
      {run.errorType && <span class="agw-grid-error">{run.errorType}</span>}
      <Words text={run.text} />
    </>
  );
}

function Chip({ text }: { text: string }) {
  return <span class="agw-count">{text}</span>;
}

/** Of one run a mark for each scorer; of several one for each epoch, by the scorer that is chosen. */
function Scores({ view, runs }: { view: GridView; runs: Run[] }) {
  const { scorers } = view.store.facts;
  if (runs.length > 1) return <EpochMarks view={view} runs={runs} />;
  const [run] = runs;
  if (run!.scores.length === 0) return null;
  return (
    <>
      {scorers.map((name, at) => (
        <ScoreMark key={name} name={name} score={run!.scores[at]} />
      ))}
    </>
  );
}

function EpochMarks({ view, runs }: { view: GridView; runs: Run[] }) {
  return (
    <>
      {runs.map((run) => (
        <RunMark key={run.epoch} run={run} scorer={view.question.scorer} />
      ))}
    </>
  );
}

/** A cell of the matrix: how one agent did with the input. */
function AgentCell({ view, item, agents, at }: CellProps & { at: number }) {
  const runs = agents[at];
  if (!runs) return null;
  const { name } = view.store.agents[at]!;
  const { scorer } = view.question;
  return (
    <button
      type="button"
      class="agw-grid-cell"
      tabIndex={-1}
      data-action="open-cell"
      data-agent={name}
      data-row-state={stateOf(runs)}
      onClick={(event) => {
        event.stopPropagation();
        view.toggle({ ...item, agents: [runs] }, view.mostUrgent(runs));
      }}
    >
      {view.layout.isFolded && <span class={`agw-who agw-lane-${at % 8}`}>{name}</span>}
      <EpochMarks view={view} runs={runs} />
      {at > 0 && <CellDelta runs={runs} baseline={agents[0]!} scorer={scorer} />}
      <Answer runs={runs} />
    </button>
  );
}

/** The mean over the runs that have begun as text; nothing for none, or for 0, which nobody has counted yet. */
function figure(runs: readonly Run[], of: (run: Run) => number, format: (value: number) => string): string {
  const begun = runs.filter(({ state }) => state !== "queued");
  const sum = begun.reduce((sum, run) => sum + of(run), 0);
  return sum ? format(sum / begun.length) : "";
}

function paceOf(runs: readonly Run[]): readonly number[] {
  return (
    runs.find(({ state }) => state === "running") ??
    runs.find(({ pace }) => pace.length > 0) ??
    runs[0]!
  ).pace;
}
