"""The rows of a grid as a table: one line for each agent, input and epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from ..utf8 import sendable_text
from .rows import RowPlan, RowResult, Score

TEXT, COUNT, NUMBER = [""], [0], [0.0]
"""Values like those of a column, for its type."""


class Column(NamedTuple):
    """The values of a column, and values of the type that it has, also while the table has no line."""

    values: list[Any]
    like: Sequence[Any]


def table_columns(
    results: Iterable[RowResult], plans: Sequence[RowPlan], scorers: Iterable[str]
) -> dict[str, Column]:
    """Give the columns by their names, with a value for each result, in the order of the grid.

    All rows' ``plans`` and the names of the ``scorers`` have their columns from the beginning.
    ``status`` and ``error`` are the run's; ``score_NAME`` is a score's value or label, None where there is
    none; ``reason_NAME`` says why, or what the scorer failed of. The other columns of the inputs come last,
    as ``column_NAME`` where the table has one of that name itself.
    """
    ordered = sorted(results, key=lambda result: result.plan.number)
    outputs = [result.output for result in ordered]
    scored = dict.fromkeys([*scorers, *(name for result in ordered for name in result.scores)])
    others = dict.fromkeys(name for plan in plans for name in plan.columns)

    def of_plans(value: Callable[[RowPlan], Any]) -> Column:
        return Column([value(result.plan) for result in ordered], list(map(value, plans)))

    columns = {name: of_plans(attrgetter(name)) for name in ("agent", "case", "epoch", "input", "expected")}
    columns["output"] = Column(outputs, outputs)
    for name, (like, value) in _FACTS.items():
        columns[name] = Column(list(map(value, ordered)), like)
    columns |= {f"score_{name}": _scores(ordered, name) for name in scored}
    reasons = {name: [_reason(_score(result, name)) for result in ordered] for name in scored}
    columns |= {f"reason_{name}": Column(each, TEXT) for name, each in reasons.items() if any(each)}
    inputs = {f"column_{name}" if name in columns else name: name for name in others}
    return columns | {shown: of_plans(partial(_cell, name)) for shown, name in inputs.items()}


def to_pandas(results: Iterable[RowResult], plans: Sequence[RowPlan], scorers: Iterable[str]) -> Any:
    """Give the table as a DataFrame. Raises ``ImportError`` without pandas."""
    try:
        import pandas as pd  # type: ignore[import-untyped]
    except ImportError as error:
        raise ImportError("to_pandas() needs pandas: pip install pandas.") from error
    columns = table_columns(results, plans, scorers)
    types = {name: pd.Series(_writable(like)).dtype for name, (_, like) in columns.items()}
    return pd.DataFrame(
        {name: pd.Series(_writable(values), dtype=types[name]) for name, (values, _) in columns.items()}
    )


def _writable(values: Iterable[Any]) -> list[Any]:
    """Give values without halves of characters, which pandas has not."""
    return [sendable_text(value) if isinstance(value, str) else value for value in values]


_FACTS: Mapping[str, tuple[Sequence[Any], Callable[[RowResult], Any]]] = {
    "status": (TEXT, lambda result: result.state),
    "error": (TEXT, lambda result: result.error),
    "error_type": (TEXT, lambda result: result.error_type),
    "attempt": (COUNT, lambda result: result.attempt),
    "seconds": (NUMBER, lambda result: result.seconds),
    "waited": (NUMBER, lambda result: result.waited),
    "turns": (COUNT, lambda result: result.turns),
    "tokens": (COUNT, lambda result: _tokens(result, "input_tokens") + _tokens(result, "output_tokens")),
    "input_tokens": (COUNT, lambda result: _tokens(result, "input_tokens")),
    "output_tokens": (COUNT, lambda result: _tokens(result, "output_tokens")),
    "cost": (NUMBER, lambda result: result.cost),
}
"""What a run came to: the columns' types and values, by their names."""


def _cell(name: str, plan: RowPlan) -> Any:
    return plan.columns.get(name)


def _tokens(result: RowResult, name: str) -> int:
    return result.usage.get(name, 0)


def _scores(results: list[RowResult], scorer: str) -> Column:
    scores = [_score(result, scorer) for result in results]
    if not any(score.label for score in scores):
        return Column([score.value for score in scores], NUMBER)
    # The number of a failed run would be one more label.
    values = [
        None if result.state == "failed" else score.label or score.value
        for result, score in zip(results, scores, strict=True)
    ]
    return Column(values, values)


def _score(result: RowResult, scorer: str) -> Score:
    return result.scores.get(scorer) or Score(0.0 if result.state == "failed" else None)


def _reason(score: Score) -> str:
    return score.error or score.reason
