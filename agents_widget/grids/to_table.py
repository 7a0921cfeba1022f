"""The rows of a grid as a table: one line for each agent, input and epoch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .rows import RowResult, Score


def table_rows(results: Iterable[RowResult]) -> list[dict[str, Any]]:
    """Give a dict for each row, in the order of the grid, all with the same keys.

    ``status`` and ``error`` are the run's; ``score_NAME`` is a score's value or label, None where there is
    none; ``reason_NAME`` says why, or what the scorer failed of. The other columns of the inputs come last,
    as ``column_NAME`` where the table has one of that name itself.
    """
    ordered = sorted(results, key=lambda result: result.plan.number)
    scorers = list(dict.fromkeys(name for result in ordered for name in result.scores))
    with_labels = [name for name in scorers if any(_score(each, name).label for each in ordered)]
    with_reasons = [name for name in scorers if any(_reason(_score(each, name)) for each in ordered)]
    others = dict.fromkeys(name for result in ordered for name in result.plan.columns)
    rows = [_row(result, scorers, with_reasons, list(others)) for result in ordered]
    for row in rows:
        # A number among labels would be one more of these.
        row |= {f"score_{name}": None for name in with_labels if row["status"] == "failed"}
    return rows


def to_pandas(results: Iterable[RowResult]) -> Any:
    """Give the table as a DataFrame. Raises ``ImportError`` without pandas."""
    try:
        import pandas as pd  # type: ignore[import-untyped]
    except ImportError as error:
        raise ImportError("to_pandas() needs pandas: pip install pandas.") from error
    return pd.DataFrame(table_rows(results))


def _row(result: RowResult, scorers: list[str], with_reasons: list[str], others: list[str]) -> dict[str, Any]:
    usage, plan = result.usage, result.plan
    row: dict[str, Any] = {
        "agent": plan.agent,
        "case": plan.case,
        "epoch": plan.epoch,
        "input": plan.input,
        "expected": plan.expected,
        "output": result.output,
        "status": result.state,
        "error": result.error,
        "error_type": result.error_type,
        "attempt": result.attempt,
        "seconds": result.seconds,
        "waited": result.waited,
        "turns": result.turns,
        "tokens": usage.get("input_tokens", 0) + usage.get("output_tokens", 0),
        "input_tokens": usage.get("input_tokens", 0),
        "output_tokens": usage.get("output_tokens", 0),
        "cost": result.cost,
    }
    row |= {f"score_{name}": _value(_score(result, name)) for name in scorers}
    row |= {f"reason_{name}": _reason(_score(result, name)) for name in with_reasons}
    return row | {f"column_{name}" if name in row else name: plan.columns.get(name) for name in others}


def _score(result: RowResult, scorer: str) -> Score:
    return result.scores.get(scorer) or Score(0.0 if result.state == "failed" else None)


def _value(score: Score) -> float | str | None:
    return score.label or score.value


def _reason(score: Score) -> str:
    return score.error or score.reason
