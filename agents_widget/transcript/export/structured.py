"""Structured data as it is read: flat records as a table, other JSON indented."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..tool_outputs import TABLE_TYPE
from .visible_text import visible_text

ROWS_LIMIT = 500
"""Rows that are kept of a table."""
CELL_LIMIT = 300
"""Characters that are kept of a cell."""


class RecordTable(NamedTuple):
    """A table as texts."""

    columns: list[str]
    rows: list[list[str]]
    total: int
    """How many rows there are; these may be the first of them."""


def record_table(display: Mapping[str, str] | None) -> RecordTable | None:
    """Give the table that an entry's result or answer is shown as; None without one."""
    form = _parsed((display or {}).get(TABLE_TYPE, ""))
    match form:
        case {"columns": [*columns], "rows": [*rows], "total": int(total)} if _have_names(columns):
            names = [_cell(column["name"]) for column in columns]
            cells = [_cells(row, len(names)) for row in rows[:ROWS_LIMIT]]
            return RecordTable(names, cells, total)
    return None


def indented(text: str) -> str:
    """Give JSON with a line for each member; what is no JSON, or small, as it is."""
    value = _parsed(text)
    if not isinstance(value, (dict, list)) or "\n" in text:
        return text
    shown = json.dumps(value, indent=2, ensure_ascii=False)
    # What is not to be seen stays escaped, as it was written.
    return shown if visible_text(shown) == shown else json.dumps(value, indent=2)


def _parsed(text: str) -> Any:
    with contextlib.suppress(ValueError, RecursionError):
        return json.loads(text)
    return None


def _have_names(columns: list[Any]) -> bool:
    return bool(columns) and all(isinstance(column, dict) and "name" in column for column in columns)


def _cells(row: Any, count: int) -> list[str]:
    cells = [_cell(cell) for cell in row[:count]] if isinstance(row, list) else []
    return cells + [""] * (count - len(cells))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    line = " ".join(visible_text(text).split())
    return line if len(line) <= CELL_LIMIT else f"{line[:CELL_LIMIT]}..."
