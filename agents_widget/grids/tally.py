"""Counts the scores of a grid's rows by agent, input and epoch, and gives each agent's headline."""

from __future__ import annotations

import statistics
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from .headline import LEAST_CASES, Headline
from .intervals import Cases, Interval, interval_of, paired_interval, pass_at_k
from .rows import RowResult

Errors: TypeAlias = Literal["zero", "drop"]
"""Whether a failed row counts as 0, or is left out of the mean."""


@dataclass
class _Scored:
    """What one scorer said of one agent's rows."""

    by_case: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    labels: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    ended: int = 0
    failed: int = 0
    unscored: int = 0
    errors: int = 0

    @property
    def values(self) -> Iterable[float]:
        return (value for values in self.by_case.values() for value in values)

    @property
    def pass_fail(self) -> bool:
        return all(value in (0.0, 1.0) for value in self.values)

    @property
    def means(self) -> dict[int, float]:
        return {case: statistics.fmean(values) for case, values in self.by_case.items()}


class Tally:
    """The results of a grid so far, on any thread. ``level`` is the confidence of its intervals."""

    def __init__(self, agents: Sequence[str], *, errors: Errors = "zero", level: float = 0.95) -> None:
        if errors not in ("zero", "drop"):
            raise ValueError(f"errors is 'zero' (failed rows count as 0) or 'drop', not {errors!r}.")
        self.agents = list(agents)
        self.errors: Errors = errors
        self.level = level
        self._lock = threading.RLock()
        """Rows end on the grid's loop, and views ask on threads of theirs."""
        self._results: dict[str, dict[int, RowResult]] = {name: {} for name in self.agents}
        self._scored: dict[tuple[str, str], _Scored] = {}
        self._headlines: dict[tuple[str, str, str | None, int | None], Headline] = {}

    @property
    def scorers(self) -> list[str]:
        """The names of the scorers that have said something, in the order of their first score."""
        with self._lock:
            rows = [result for results in self._results.values() for result in results.values()]
        return list(dict.fromkeys(name for result in rows for name in list(result.scores)))

    def add(self, result: RowResult) -> None:
        """Count a row that has ended, in place of what was counted of it before."""
        with self._lock:
            self._results.setdefault(result.plan.agent, {})[result.plan.number] = result
            self._forget(result.plan.agent)

    def remove(self, result: RowResult) -> None:
        """Leave a row out that is to be run again."""
        with self._lock:
            self._results.get(result.plan.agent, {}).pop(result.plan.number, None)
            self._forget(result.plan.agent)

    def headlines(
        self, scorer: str, baseline: str | None = None, *, pass_at: int | None = None
    ) -> list[Headline]:
        """Give the headline of every agent, each but the baseline's own with its difference to it."""
        return [self.headline(scorer, agent, baseline, pass_at=pass_at) for agent in self.agents]

    def headline(
        self, scorer: str, agent: str, baseline: str | None = None, *, pass_at: int | None = None
    ) -> Headline:
        """Give what a scorer says of an agent, beside a ``baseline`` if there is one.

        ``pass_at=3`` counts inputs of which one of three epochs passes, estimated from all epochs. Raises
        ``ValueError`` for names that are not there, and for pass@k of scores that are neither 0 nor 1.
        """
        for name in (agent, baseline):
            if name is not None and name not in self._results:
                raise ValueError(f"There is no agent {name!r} in this grid. It has {', '.join(self.agents)}.")
        key = (scorer, agent, None if baseline == agent else baseline, pass_at)
        with self._lock:
            if key not in self._headlines:
                self._headlines[key] = self._make(*key)
            return self._headlines[key]

    def _forget(self, agent: str) -> None:
        """Forget what was made of an agent's rows."""
        self._scored = {key: value for key, value in self._scored.items() if key[1] != agent}
        self._headlines = {key: each for key, each in self._headlines.items() if agent not in key[1:3]}

    def _make(self, scorer: str, agent: str, baseline: str | None, pass_at: int | None) -> Headline:
        found, results = self._scored_by(scorer, agent), self._results[agent].values()
        cases = self._cases(found, pass_at)
        shown = interval_of(cases, self.level) if len(cases.means) >= LEAST_CASES else None
        is_share = all(0 <= value <= 1 for value in found.values)
        low, high = _within_shares(shown, is_share=is_share)
        costs = [result.cost for result in results if result.cost is not None]
        times = [result.seconds for result in results if result.state == "done"]
        headline = Headline(
            agent=agent,
            scorer=scorer,
            value=statistics.fmean(cases.means) if cases.means else None,
            low=low,
            high=high,
            n=len(cases.means),
            rows=found.rows,
            ended=found.ended,
            failed=found.failed,
            unscored=found.unscored,
            scorer_errors=found.errors,
            retried=sum(result.attempt > 1 for result in results),
            labels=dict(found.labels.most_common()),
            is_share=is_share,
            seconds=statistics.median(times) if times else None,
            cost=statistics.fmean(costs) if costs else None,
        )
        return headline if baseline is None else self._with_delta(headline, baseline, pass_at)

    def _with_delta(self, headline: Headline, baseline: str, pass_at: int | None) -> Headline:
        mine, theirs = (self._scored_by(headline.scorer, name) for name in (headline.agent, baseline))
        own, other = self._by_case(mine, pass_at), self._by_case(theirs, pass_at)
        differences = [own[case] - other[case] for case in own if case in other]
        if not differences:
            return replace(headline, baseline=baseline)
        shown = None
        if len(differences) >= LEAST_CASES:
            shown = paired_interval(
                differences,
                epochs=1 if pass_at else (mine.rows + theirs.rows) / (len(own) + len(other)),
                pass_fail=mine.pass_fail and theirs.pass_fail,
                level=self.level,
            )
        low, high = shown or (None, None)
        return replace(
            headline,
            baseline=baseline,
            delta=statistics.fmean(differences),
            delta_low=low,
            delta_high=high,
            delta_n=len(differences),
        )

    def _cases(self, found: _Scored, pass_at: int | None) -> Cases:
        means = list(self._by_case(found, pass_at).values())
        if pass_at is None:
            return Cases(means, found.rows, found.pass_fail)
        return Cases(means, len(means), all(mean in (0.0, 1.0) for mean in means))

    def _by_case(self, found: _Scored, pass_at: int | None) -> dict[int, float]:
        if pass_at is None:
            return found.means
        if not found.pass_fail:
            raise ValueError(f"pass@{pass_at} is for scores of 0 and 1; this scorer gives others.")
        return {
            case: pass_at_k(len(values), round(sum(values)), pass_at)
            for case, values in found.by_case.items()
            if len(values) >= pass_at
        }

    def _scored_by(self, scorer: str, agent: str) -> _Scored:
        if (found := self._scored.get((scorer, agent))) is None:
            found = self._scored[scorer, agent] = self._count(scorer, self._results[agent].values())
        return found

    def _count(self, scorer: str, results: Iterable[RowResult]) -> _Scored:
        found, failed = _Scored(), []
        for result in results:
            score = result.scores.get(scorer)
            if result.state == "failed":
                failed.append(result.plan.case)
            elif result.state != "done" or score is None:
                continue  # stopped, or not scored yet
            elif score.error:
                found.errors += 1
            elif score.value is not None:
                found.by_case[result.plan.case].append(score.value)
            elif score.label:
                found.labels[score.label] += 1
            else:
                found.unscored += 1
            found.ended += 1
        found.failed = len(failed)
        if self.errors == "zero" and not found.labels:
            for case in failed:
                found.by_case[case].append(0.0)
        found.rows = sum(map(len, found.by_case.values()))
        return found


def _within_shares(shown: Interval | None, *, is_share: bool) -> tuple[float | None, float | None]:
    """Give an interval's ends, within 0 and 1 where every value is."""
    if shown is None:
        return None, None
    return (max(0.0, shown.low), min(1.0, shown.high)) if is_share else shown
