/** The header of a grid: how it stands, time, money and rate, and what can be done with all of it. */

import { Button } from "../views/button";
import { FillButton } from "../views/fill-button";
import { clock, count } from "../views/format";
import { dollars } from "./format";
import { STATES, type RunState } from "./messages";
import * as strings from "./strings";
import type { GridView } from "./view";

export function header(view: GridView) {
  return (
    <>
      <div class="agw-header">
        {status(view)}
        {counts(view)}
        {figures(view)}
        {detail(view)}
        <span class="agw-space" />
        {controls(view)}
        <FillButton view={view} />
      </div>
      {progress(view)}
    </>
  );
}

export function countOf({ store }: GridView, state: RunState): number {
  return store.facts.counts[STATES.indexOf(state)] ?? 0;
}

export function endedOf(view: GridView): number {
  return countOf(view, "done") + countOf(view, "failed") + countOf(view, "cancelled");
}

function status({ status }: GridView) {
  return (
    <span class="agw-status">
      <span class={`agw-dot ${status === "waiting" ? "agw-pulse" : ""}`} aria-hidden="true" />
      <span class="agw-status-word">{strings.status[status]}</span>
    </span>
  );
}

/** How many have ended, and those that are not simply done. */
function counts(view: GridView) {
  return (
    <span class="agw-figures agw-grid-counts">
      <strong>{strings.ended(count(endedOf(view)), count(view.store.total))}</strong>
      {(["running", "waiting", "failed"] as const).map((state) => {
        const number = countOf(view, state);
        return number > 0 && <Tally key={state} state={state} number={number} />;
      })}
    </span>
  );
}

function Tally({ state, number }: { state: RunState; number: number }) {
  return (
    <span class="agw-tally" data-tally={state}>
      {strings.countOf(count(number), strings.state[state])}
    </span>
  );
}

function figures(view: GridView) {
  const { ms, cost, budget, rate, limit, held, eta } = view.store.facts;
  const isAtWork = /running|waiting/.test(view.status);
  const since = view.status === "running" ? performance.now() - view.store.factsAt : 0;
  return (
    <span class="agw-figures">
      <time title={strings.elapsed}>{clock(ms + since)}</time>
      {eta !== null && isAtWork && <span>{strings.left(clock(Math.max(0, eta - since)))}</span>}
      {cost !== null && (
        <span title={strings.spentHint} data-over={(budget !== null && cost >= budget) || undefined}>
          {strings.spent(dollars(cost), budget === null ? "" : dollars(budget))}
        </span>
      )}
      {rate !== null && isAtWork && (
        <span title={held ? strings.held : strings.rateHint} data-held={held || undefined}>
          {strings.rate(count(rate), limit === null ? "" : count(limit))}
        </span>
      )}
    </span>
  );
}

function detail(view: GridView) {
  const { detail } = view.store.facts;
  const text = view.notice || detail;
  return text ? (
    <span class="agw-detail" title={text}>
      {text}
    </span>
  ) : null;
}

function controls(view: GridView) {
  if (!view.client.connection.live.value) return null;
  const failed = countOf(view, "failed");
  const { cost, budget } = view.store.facts;
  const isSpent = cost !== null && budget !== null && cost >= budget && !view.store.isOver;
  return (
    <span class="agw-controls">
      {isSpent && (
        <Button
          class="agw-button agw-primary"
          action="allow-more"
          onClick={() => view.command({ type: "budget", add_usd: cost })}
        >
          {strings.allowMore(dollars(budget))}
        </Button>
      )}
      {failed > 0 && (
        <Button
          icon="retry"
          action="retry-failed"
          title={strings.retryHint}
          onClick={() => view.command({ type: "retry" })}
        >
          {strings.retryFailed(count(failed))}
        </Button>
      )}
      {!view.store.isOver && (
        <Button icon="stop" action="stop" onClick={() => view.command({ type: "stop" }, strings.stopping)}>
          {strings.stop}
        </Button>
      )}
    </span>
  );
}

/** A part of the bar for each state, so that failures are seen as they come. */
function progress(view: GridView) {
  const { total } = view.store;
  const text = strings.ended(count(endedOf(view)), count(total));
  return (
    <div
      class="agw-grid-progress"
      role="progressbar"
      aria-label={strings.grid}
      aria-valuemax={total}
      aria-valuenow={endedOf(view)}
      aria-valuetext={text}
    >
      {(["done", "failed", "cancelled", "waiting", "running"] as const).map((state) => (
        <span key={state} data-tally={state} style={{ width: `${(100 * countOf(view, state)) / total}%` }} />
      ))}
    </div>
  );
}
