"""Results as lines of a store, and back."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

from pydantic import TypeAdapter

from .row_output import output_data
from .rows import RowPlan, RowResult, Score

_DEFAULTS = {
    each.name: each.default if each.default_factory is dataclasses.MISSING else each.default_factory()
    for each in dataclasses.fields(RowResult)
}

_NOT_KEPT = ("plan", "uncounted")
"""``uncounted``: prices may be others when the row is read."""


def row_line(result: RowResult, agent_key: str) -> dict[str, Any]:
    """Give the line of a row: who was asked what, and what came of it; defaults are left out."""
    plan = result.plan
    asked = {
        "key": plan.key,
        "agent": plan.agent,
        "agent_key": agent_key,
        "case": plan.case,
        "epoch": plan.epoch,
        "input": output_data(plan.input),
        "expected": output_data(plan.expected),
    }
    kept = {each: getattr(result, each) for each in _DEFAULTS if each not in _NOT_KEPT}
    told = {name: value for name, value in kept.items() if value != _DEFAULTS[name]}
    told["attempts"] = [dataclasses.asdict(each) for each in result.attempts]
    told["scores"] = _scores(result)
    return asked | {name: value for name, value in told.items() if value not in ([], {})}


def scores_line(result: RowResult) -> dict[str, Any]:
    """Give a line with the scores of a row that has one."""
    return {"key": result.plan.key, "scores_of": _scores(result), "scored_by": result.scored_by}


def read_result(data: dict[str, Any], plan: RowPlan) -> RowResult:
    """Read a row's line. Raises ``ValueError`` for what is none."""
    result = _results().validate_python({**data, "plan": plan})
    if result.state not in ("done", "failed", "cancelled"):
        raise ValueError(f"A row that has ended is not {result.state!r}.")
    return result


def read_scores(data: Any) -> dict[str, Score]:
    """Read scores by the names of their scorers. Raises ``ValueError`` for what are none."""
    return TypeAdapter(dict[str, Score]).validate_python(data)


@functools.cache
def _results() -> TypeAdapter[RowResult]:
    """Give what checks a line; fields that this version does not know are left out."""
    return TypeAdapter(RowResult)


def _scores(result: RowResult) -> dict[str, Any]:
    return {name: dataclasses.asdict(score) for name, score in result.scores.items()}
