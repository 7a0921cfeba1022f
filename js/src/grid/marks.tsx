/** Marks of runs and scores: shapes and words, so that colour says nothing alone. */

import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "../views/icons";
import { scoreOf } from "./items";
import type { RunState, Score } from "./messages";
import { value } from "./format";
import type { Run } from "./store";
import * as strings from "./strings";

/** None of them moves: a page of rows that turn would cost more than all else in it. */
const ICONS: Record<RunState, IconName> = {
  queued: "more",
  running: "play",
  waiting: "hand",
  done: "check",
  failed: "warning",
  cancelled: "stop",
};

/** What screen readers are told. */
function Unseen({ text }: { text: string }) {
  return <span class="agw-unseen">{text}</span>;
}

/** The state of a run as an icon and its word, which may be for screen readers alone. */
export function StateMark({ state, wordless = false }: { state: RunState; wordless?: boolean }) {
  const word = strings.state[state];
  return (
    <span class="agw-state agw-grid-state" data-run={state} title={wordless ? word : undefined}>
      <Icon name={ICONS[state]} />
      <span class={wordless ? "agw-unseen" : undefined}>{word}</span>
    </span>
  );
}

/** A score: right, wrong, a number, a label, or that the scorer failed. */
export function ScoreMark({ score, name }: { score: Score | undefined; name: string }) {
  if (score === undefined || score === null)
    return (
      <span class="agw-score" title={`${name}: ${strings.notScored}`}>
        <span aria-hidden="true">–</span>
        <Unseen text={strings.notScored} />
      </span>
    );
  if (Array.isArray(score))
    return <Badge tone="bad" icon="warning" name={name} word={strings.scorerFailed(score[0])} />;
  if (score === 1) return <Badge tone="good" icon="check" name={name} word={strings.right} />;
  if (score === 0) return <Badge tone="bad" icon="cross" name={name} word={strings.wrong} />;
  const text = typeof score === "number" ? value(score, false) : score;
  return (
    <span class="agw-score" title={`${name}: ${text}`}>
      {text}
    </span>
  );
}

function Badge({ tone, icon, name, word }: { tone: string; icon: IconName; name: string; word: string }) {
  return (
    <span class="agw-score agw-score-badge" data-tone={tone} title={name ? `${name}: ${word}` : word}>
      <Icon name={icon} />
      <Unseen text={word} />
    </span>
  );
}

/** A run of several in one row: its score once it is done, else its state. */
export function RunMark({ run, scorer }: { run: Run; scorer: number }) {
  const name = strings.epoch(run.epoch + 1);
  if (run.state === "done" && run.scores.length > 0)
    return <ScoreMark score={run.scores[scorer]} name={name} />;
  return <StateMark state={run.state} wordless />;
}

/** An arrow up or down, or that there is no clear difference, before what is said of it. */
export function Delta({ sign, children }: { sign: number; children?: ComponentChildren }) {
  const word = sign > 0 ? strings.better : sign < 0 ? strings.worse : strings.unclear;
  return (
    <span class="agw-delta" data-tone={sign > 0 ? "good" : sign < 0 ? "bad" : undefined} title={word}>
      <span aria-hidden="true">{sign > 0 ? "▲" : sign < 0 ? "▼" : "≈"}</span>
      {children}
      <Unseen text={word} />
    </span>
  );
}

/** Whether a cell's score is above or below that of the first agent; nothing where it is the same. */
export function CellDelta({ runs, baseline, scorer }: { runs: Run[]; baseline: Run[]; scorer: number }) {
  const mine = scoreOf(runs, scorer);
  const other = scoreOf(baseline, scorer);
  return mine === null || other === null || mine === other ? null : <Delta sign={mine - other} />;
}
