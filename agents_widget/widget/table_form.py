"""A table as a view draws it: its columns, its first rows, and how many there are."""

from __future__ import annotations

import json
import numbers
from collections.abc import Iterable
from typing import Any, Literal

from ..transcript.tool_outputs import TABLE_TYPE as TABLE_TYPE
from ..utf8 import sendable_text
from .record_tables import read_records
from .table_data import Column, Table, column_name, read_array, read_table
from .view_data import cell_data, is_given

ROW_LIMIT = 500
SIZE_LIMIT = 100_000
"""Characters of the first rows, about: they are on the tape, and what is left without the kernel."""
CELL_LIMIT = 500
"""Characters of a cell."""
JSON_LIMIT = 1_000_000
"""Characters of a text that is read as JSON."""

Kind = Literal["number", "time", "text"]


def any_table(value: Any) -> Table | None:
    """Read a table of any library, an array, or flat records, as JSON text too; None for anything else."""
    if isinstance(value, str):
        return None if (data := json_value(value)) is None else read_records(data)
    # A frame with a look of its own is shown as it is.
    if type(value).__name__ == "Styler":
        return None
    return read_table(value) or read_array(value) or read_records(value)


def json_value(text: str) -> Any:
    """Give the list or object that a text is as JSON; None for any other text."""
    if len(text) > JSON_LIMIT or text.lstrip()[:1] not in ("[", "{"):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def table_form(table: Table) -> str:
    """Give the columns and the first rows of a table as JSON."""
    columns = list(map(_column, table.columns))
    head = min(table.rows, ROW_LIMIT)
    rows: list[Any] = []
    room = SIZE_LIMIT
    for row in rows_at(table, range(head)):
        room -= len(json.dumps(row))
        if room < 0 and rows:
            break
        rows.append(row)
    return json.dumps({"columns": columns, "rows": rows, "total": table.rows}, ensure_ascii=False)


def rows_at(table: Table, positions: range | list[int], limit: int = CELL_LIMIT) -> list[list[Any]]:
    """Give the rows at some positions, their cells cut to ``limit`` characters."""
    if not table.columns:
        return [[] for _ in positions]
    columns = [[cell(value, limit) for value in _values(column, positions)] for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def cell(value: Any, limit: int = CELL_LIMIT) -> Any:
    """Give what a cell holds as null, a bool, a number or a text; what has members is their JSON."""
    data = cell_data(value)
    if isinstance(data, (list, dict)):
        data = json.dumps(data, ensure_ascii=False)
    return f"{data[:limit]}…" if isinstance(data, str) and len(data) > limit else data


def kind_of(column: Column) -> Kind:
    """Tell what the cells of a column are, by the first of them."""
    given = list(filter(is_given, column.cells[:ROW_LIMIT]))
    if given and all(map(_is_number, given)):
        return "number"
    return "time" if given and all(map(_is_time, given)) else "text"


def _column(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": sendable_text(column_name(column)), "kind": kind_of(column)}
    if column.is_index:
        described["is_index"] = True
    if column.order is not None:
        described["order"] = list(map(cell, column.order))
    return described


def _values(column: Column, positions: range | list[int]) -> Iterable[Any]:
    if isinstance(positions, range):
        return column.cells[positions.start : positions.stop]
    return (column.cells[position] for position in positions)


def _is_number(value: Any) -> bool:
    is_bool = isinstance(value, bool) or type(value).__name__ in ("bool_", "bool")
    return isinstance(value, numbers.Number) and not is_bool


def _is_time(value: Any) -> bool:
    return hasattr(value, "isoformat") or type(value).__name__ == "datetime64"
