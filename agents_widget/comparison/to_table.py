"""The aligned steps as a table: one line for each, with what every run did there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..utf8 import sendable
from .alignment import Row
from .steps import Step


def table_rows(rows: Iterable[Row], letters: Sequence[str]) -> list[dict[str, Any]]:
    """Give a dict for each row, all with the same keys: ``equal``, then ``kind_A`` and so on of each run."""
    return [
        {"equal": row.is_equal}
        | {
            f"{name}_{letter}": value
            for letter, step in zip(letters, row.steps, strict=True)
            for name, value in _cells(step).items()
        }
        for row in rows
    ]


def to_pandas(rows: Iterable[Row], letters: Sequence[str]) -> Any:
    """Give the table as a DataFrame. Raises ``ImportError`` without pandas."""
    try:
        import pandas as pd  # type: ignore[import-untyped]
    except ImportError as error:
        raise ImportError("to_pandas() needs pandas: pip install pandas.") from error
    return pd.DataFrame(table_rows(rows, letters))


def _cells(step: Step | None) -> dict[str, Any]:
    names = ("entry", "kind", "agent", "name", "arguments", "text", "state", "seconds")
    if step is None:
        return dict.fromkeys(names)
    entry, key = step.entry, step.key
    seconds = None if entry.ended is None else (entry.ended - entry.started) / 1000
    name = entry.target if key.kind == "handoff" else key.name
    values = (entry.id, key.kind, entry.agent, name, entry.arguments, step.text, step.state, seconds)
    return dict(zip(names, sendable(values), strict=True))  # pandas has no half of a character
