"""The aligned steps as a table: one line for each, with what every run did there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from ..utf8 import sendable
from .alignment import Row
from .steps import Step


def table_rows(rows: Iterable[Row], letters: Sequence[str]) -> list[dict[str, Any]]:
    """Give a dict for each row, with the keys of ``table_names``."""
    names = table_names(letters)
    return [
        dict(zip(names, [row.is_equal, *chain.from_iterable(map(_cells, row.steps))], strict=True))
        for row in rows
    ]


def table_names(letters: Sequence[str]) -> list[str]:
    """Give the columns: ``equal``, then ``kind_A`` and so on of each run."""
    return ["equal", *(f"{name}_{letter}" for letter in letters for name in _CELLS)]


def to_pandas(rows: Iterable[Row], letters: Sequence[str]) -> Any:
    """Give the table as a DataFrame. Raises ``ImportError`` without pandas."""
    try:
        import pandas as pd  # type: ignore[import-untyped]
    except ImportError as error:
        raise ImportError("to_pandas() needs pandas: pip install pandas.") from error
    return pd.DataFrame(table_rows(rows, letters), columns=table_names(letters))


_CELLS = ("entry", "kind", "agent", "name", "arguments", "text", "state", "seconds")


def _cells(step: Step | None) -> list[Any]:
    if step is None:
        return [None] * len(_CELLS)
    entry, key = step.entry, step.key
    seconds = None if entry.ended is None else (entry.ended - entry.started) / 1000
    name = entry.target if key.kind == "handoff" else key.name
    values = [entry.id, key.kind, entry.agent, name, entry.arguments, step.text, step.state, seconds]
    cells: list[Any] = sendable(values)  # pandas has no half of a character
    return cells
