"""What a grid sends to its page: rows as arrays, its facts, and figures of each agent.

``js/src/grid/messages.ts`` is the twin of this file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, get_args
from zlib import crc32

from ..transcript.export.format import one_line
from .rows import GridFacts, RowPlan, RowResult, RowState, RowStatus, Score
from .source import GridSource, HeadlineFigures

STATES: tuple[RowState, ...] = get_args(RowState)
"""A row says its state by its place in here."""
AT_WORK = (STATES.index("running"), STATES.index("waiting"))
COLUMNS = (
    "number",
    "state",
    "attempt",
    "ms",
    "waited",
    "turn",
    "tokens",
    "cost",
    "text",
    "error_type",
    "answer",
    "pace",
    "scores",
)
"""What each place of a row's array is; what is empty at its end is left out."""

INPUT_HEAD = 200
"""Characters of an input that the page has."""
TEXT_HEAD = 160
"""Characters of an output, of an error, or of what a row does."""
ROWS_IN_A_PART = 800
"""Rows in one message of a snapshot: below 2 MB, whatever is in them."""
ROWS_IN_STATE = 2_000
"""Rows in the widget's state, which is one message; a page to which Python answers asks for the others."""

MOST_LABELS = 3
"""Labels that the page has of a scorer that sorts into kinds, the most frequent first."""

Message = dict[str, Any]


def head_of(value: Any, limit: int) -> str:
    """Give the beginning of an input or an output as one line; nothing of None, which is no output."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else _as_json(value)
    return one_line(text[: limit * 4], limit)


def row(number: int, status: RowStatus, result: RowResult | None, scorers: Iterable[str]) -> list[Any]:
    """Give a row as an array, of ``COLUMNS``."""
    text, error_type, answer = status.doing, "", 0
    scores: list[Any] = []
    if result is not None and status.state in ("done", "failed", "cancelled"):
        error_type = result.error_type
        text = result.error if result.error else head_of(result.output, TEXT_HEAD)
        answer = crc32(_as_json(result.output).encode("utf-8", "replace")) if result.state == "done" else 0
        scores = [_score(result.scores.get(scorer)) for scorer in scorers]
    usage = status.usage
    columns = [
        number,
        STATES.index(status.state),
        status.attempt,
        round(status.seconds * 1000),
        round(status.waited * 1000),
        status.turn,
        usage.get("input_tokens", 0) + usage.get("output_tokens", 0),
        None if status.cost is None else round(status.cost, 6),
        one_line(text, TEXT_HEAD),
        error_type,
        answer,
        status.pace,
        scores,
    ]
    while len(columns) > 2 and not _says_something(columns[-1]):
        columns.pop()
    return columns


def _says_something(value: Any) -> bool:
    """Whether a column has to be sent: one without a score in its list has not."""
    return any(each is not None for each in value) if isinstance(value, list) else bool(value)


def _score(score: Score | None) -> float | str | list[str] | None:
    """Give a score as the page has it: a number, a label, None, or in a list what the scorer failed of."""
    if score is None:
        return None
    if score.error:
        return [one_line(score.error, TEXT_HEAD)]
    return one_line(score.label, TEXT_HEAD) if score.value is None and score.label else _rounded(score.value)


def facts(source: GridSource, known: GridFacts) -> Message:
    """Give how a grid stands, with the number of rows in each state."""
    counts = [0] * len(STATES)
    for plan in source.plans:
        counts[STATES.index(source.status(plan.number).state)] += 1
    return {
        # Before the first row has begun nothing is at work, and nothing is done.
        "status": "running" if known.status == "done" and counts[STATES.index("queued")] else known.status,
        "detail": known.detail,
        "ms": round(known.seconds * 1000),
        "eta": None if known.eta is None else round(known.eta * 1000),
        "cost": _rounded(known.cost),
        "budget": known.budget,
        "rate": None if known.rate is None else round(known.rate),
        "limit": None if known.rate_limit is None else round(known.rate_limit),
        "held": known.is_held,
        "counts": counts,
        "scorers": list(source.scorers),
    }


def agents(source: GridSource) -> list[Message]:
    """Give figures of each agent over its rows that are done or have failed, and what the scorers say."""
    figures = {name: _Figures() for name in source.agents}
    for plan in source.plans:
        result = source.result(plan.number)
        if result is not None:
            figures[plan.agent].add(result)
    headlines = {scorer: source.headline(scorer) for scorer in source.scorers}
    return [
        {
            "name": name,
            **figures[name].means(),
            "scores": {scorer: _headline(of_agents[at]) for scorer, of_agents in headlines.items()},
        }
        for at, name in enumerate(source.agents)
    ]


class _Figures:
    """Counts and sums over an agent's rows that are done or have failed."""

    def __init__(self) -> None:
        self.done = self.failed = self.retried = self.tokens = 0
        self.seconds = self.cost = 0.0
        self.has_cost = False

    def add(self, result: RowResult) -> None:
        if result.state == "cancelled":
            return  # it would make the others longer, among which alone it is shared out
        self.done += result.state == "done"
        self.failed += result.state == "failed"
        self.retried += result.attempt > 1
        self.seconds += result.seconds
        self.tokens += result.usage.get("input_tokens", 0) + result.usage.get("output_tokens", 0)
        self.has_cost |= result.cost is not None
        self.cost += result.cost or 0.0

    def means(self) -> Message:
        ended = max(1, self.done + self.failed)
        return {
            "done": self.done,
            "failed": self.failed,
            "retried": self.retried,
            "ms": round(self.seconds / ended * 1000),
            "tokens": round(self.tokens / ended),
            "cost": _rounded(self.cost / ended) if self.has_cost else None,
        }


def _headline(of: HeadlineFigures) -> Message:
    return {
        "value": _rounded(of.value),
        "share": of.is_share,
        "low": _rounded(of.low),
        "high": _rounded(of.high),
        "n": of.n,
        "labels": dict(list(of.labels.items())[:MOST_LABELS]),
        "unscored": of.unscored + of.scorer_errors,
        "delta": _rounded(of.delta),
        "delta_low": _rounded(of.delta_low),
        "delta_high": _rounded(of.delta_high),
    }


def snapshot_parts(source: GridSource, first: int = 0, last: int | None = None) -> Iterator[Message]:
    """Give some of a grid's rows in parts, with the inputs that they are of."""
    told: set[int] = set()
    plans = source.plans[first:last]
    for start in range(0, len(plans), ROWS_IN_A_PART):
        part = plans[start : start + ROWS_IN_A_PART]
        cases = {plan.case: plan for plan in part if plan.case not in told}
        told |= cases.keys()
        yield {
            "cases": [_case(plan) for plan in cases.values()],
            "plans": [[plan.number, source.agents.index(plan.agent), plan.case, plan.epoch] for plan in part],
            "rows": rows(source, (plan.number for plan in part)),
        }


def rows(source: GridSource, numbers: Iterable[int]) -> list[list[Any]]:
    """Give rows as arrays."""
    scorers = list(source.scorers)
    return [row(number, source.status(number), source.result(number), scorers) for number in numbers]


def _case(plan: RowPlan) -> list[Any]:
    return [plan.case, head_of(plan.input, INPUT_HEAD), head_of(plan.expected, TEXT_HEAD)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
