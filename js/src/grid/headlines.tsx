/** What is said of each agent over all rows: a score with its interval, and the difference to the first. */

import { duration } from "../views/format";
import { dollars, headlineValue, interval, short, signed } from "./format";
import type { AgentFigures, Headline } from "./messages";
import { Delta } from "./marks";
import * as strings from "./strings";
import type { GridView } from "./view";

export function headlines(view: GridView) {
  const { agents, facts } = view.store;
  if (agents.length === 0) return null;
  const scorer = facts.scorers[view.question.scorer];
  const hasDelta = agents.length > 1 && scorer !== undefined;
  const hasCost = agents.some(({ cost }) => cost !== null);
  const most = Math.max(1, ...agents.map(({ scores }) => (scorer && scores[scorer]?.high) || 0));
  return (
    <table class="agw-headlines">
      <thead>
        <tr>
          <th scope="col">{strings.agent}</th>
          {scorer !== undefined && (
            <th scope="col" colSpan={2}>
              {scorerChoice(view)}
            </th>
          )}
          {hasDelta && <th scope="col">{strings.against(agents[0]!.name)}</th>}
          <Title text={strings.failed} hint={strings.failedHint} />
          <Title text={strings.time} />
          {view.store.hasTokens && <Title text={strings.tokens} />}
          {hasCost && <Title text={strings.cost} />}
        </tr>
      </thead>
      <tbody>
        {agents.map((agent, at) => (
          <AgentLine
            key={agent.name}
            {...{ agent, at, scorer, most, hasDelta, hasCost }}
            hasTokens={view.store.hasTokens}
          />
        ))}
      </tbody>
    </table>
  );
}

function Title({ text, hint }: { text: string; hint?: string }) {
  return (
    <th scope="col" class="agw-number" title={hint}>
      {text}
    </th>
  );
}

function scorerChoice(view: GridView) {
  const { scorers } = view.store.facts;
  if (scorers.length === 1) return scorers[0];
  return (
    <select
      aria-label={strings.score}
      data-action="choose-score"
      value={String(view.question.scorer)}
      onChange={(event) => view.ask({ scorer: Number(event.currentTarget.value) })}
    >
      {scorers.map((name, at) => (
        <option key={name} value={String(at)}>
          {name}
        </option>
      ))}
    </select>
  );
}

interface LineProps {
  agent: AgentFigures;
  at: number;
  scorer: string | undefined;
  /** The greatest value that intervals are drawn to. */
  most: number;
  hasDelta: boolean;
  hasTokens: boolean;
  hasCost: boolean;
}

function AgentLine({ agent, at, scorer, most, hasDelta, hasTokens, hasCost }: LineProps) {
  const headline = scorer === undefined ? undefined : agent.scores[scorer];
  const hasEnded = agent.done + agent.failed > 0;
  return (
    <tr class={`agw-lane-${at % 8}`} data-headline={agent.name}>
      <th scope="row">
        <span class="agw-who">{agent.name}</span>
      </th>
      {scorer !== undefined && (
        <>
          <td class="agw-headline-value">{headline ? <Value headline={headline} /> : "–"}</td>
          <td class="agw-headline-picture">{headline && <Interval headline={headline} most={most} />}</td>
        </>
      )}
      {hasDelta && (
        <td>
          {at === 0 ? <Muted text={strings.baseline} /> : headline && <Difference headline={headline} />}
        </td>
      )}
      <td class="agw-number" data-failed={agent.failed > 0 || undefined}>
        {agent.failed}
      </td>
      <td class="agw-number">{hasEnded ? duration(agent.ms) : "–"}</td>
      {hasTokens && <td class="agw-number">{hasEnded ? short(agent.tokens) : "–"}</td>}
      {hasCost && <td class="agw-number">{agent.cost === null ? "–" : dollars(agent.cost)}</td>}
    </tr>
  );
}

function Muted({ text }: { text: string }) {
  return <span class="agw-muted">{text}</span>;
}

/** Of a scorer that sorts into kinds: how often each of them came. */
function Labels({ labels }: { labels: Record<string, number> }) {
  return (
    <>
      {Object.entries(labels).map(([label, number]) => (
        <span key={label}>
          {label} <strong>{number}</strong>
        </span>
      ))}
    </>
  );
}

function Value({ headline }: { headline: Headline }) {
  if (Object.keys(headline.labels).length > 0) return <Labels labels={headline.labels} />;
  const { low, high, share, n, unscored } = headline;
  const ends = interval(low, high, share);
  return (
    <>
      <strong>{headlineValue(headline)}</strong>
      {ends ? (
        <span class="agw-muted" title={strings.interval}>
          {ends}
        </span>
      ) : (
        headline.value !== null && <Muted text={strings.few(n)} />
      )}
      {unscored > 0 && <Muted text={strings.unscored(unscored)} />}
    </>
  );
}

/** The value as a dot, the interval as a line about it, between 0 and 1 or the greatest value. */
function Interval({ headline: { value, low, high }, most }: { headline: Headline; most: number }) {
  if (value === null) return null;
  const x = (of: number) => (4 + 132 * Math.min(1, Math.max(0, of / most))).toFixed(1);
  return (
    <svg class="agw-interval" viewBox="0 0 140 16" aria-hidden="true">
      <path class="agw-interval-scale" d="M4 8H136M4 4v8M70 6v4M136 4v8" />
      {low !== null && high !== null && <path class="agw-interval-line" d={`M${x(low)} 8H${x(high)}`} />}
      <circle cx={x(value)} cy="8" r="4" />
    </svg>
  );
}

/** The paired difference, with an arrow where its interval has 0 on one side. */
function Difference({ headline }: { headline: Headline }) {
  const { delta, delta_low: low, delta_high: high, share } = headline;
  if (delta === null) return <Muted text="–" />;
  const isBetter = low !== null && low > 0;
  const isWorse = high !== null && high < 0;
  return (
    <Delta sign={isBetter ? 1 : isWorse ? -1 : 0}>
      <strong>{signed(delta, share)}</strong>
      <Muted text={interval(low, high, share, signed)} />
    </Delta>
  );
}
