"""Results as lines of a store, and back."""

from __future__ import annotations

import dataclasses
from typing import Any

from .row_output import output_data
from .rows import Attempt, RowPlan, RowResult, Score

_DEFAULTS = {
    each.name: each.default if each.default_factory is dataclasses.MISSING else each.default_factory()
    for each in dataclasses.fields(RowResult)
}


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
    kept = {each: getattr(result, each) for each in _DEFAULTS if each != "plan"}
    told = {name: value for name, value in kept.items() if value != _DEFAULTS[name]}
    told["attempts"] = [dataclasses.asdict(each) for each in result.attempts]
    told["scores"] = _scores(result)
    return asked | {name: value for name, value in told.items() if value not in ([], {})}


def scores_line(result: RowResult) -> dict[str, Any]:
    """Give a line with the scores of a row that has one."""
    return {"key": result.plan.key, "scores_of": _scores(result), "scored_by": result.scored_by}


def read_result(data: dict[str, Any], plan: RowPlan) -> RowResult:
    """Read a row's line. Raises ``TypeError`` or ``ValueError`` for what is none."""
    known = {name: data[name] for name in _DEFAULTS if name in data}
    known["attempts"] = [Attempt(**each) for each in data.get("attempts", ())]
    known["scores"] = read_scores(data.get("scores", {}))
    return RowResult(plan=plan, **known)


def read_scores(data: dict[str, Any]) -> dict[str, Score]:
    """Read scores by the names of their scorers."""
    known = {each.name for each in dataclasses.fields(Score)}
    return {
        name: Score(**{key: value for key, value in each.items() if key in known})
        for name, each in data.items()
    }


def _scores(result: RowResult) -> dict[str, Any]:
    return {name: dataclasses.asdict(score) for name, score in result.scores.items()}
