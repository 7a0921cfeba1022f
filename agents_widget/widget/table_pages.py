"""Pages of a result's table for the views: sorted, filtered, a few rows at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ..transcript.schema import Entry
from ..utf8 import wire_size
from . import tool_views
from .channel import Send
from .result_forms import table_of
from .table_data import Column, Table
from .table_form import CELL_LIMIT, Kind, cell, kind_of, rows_at
from .view_data import LARGEST_INTEGER

COUNT_LIMIT = 10_000
"""Rows of one page."""
COPY_CELL_LIMIT = 100_000
"""Characters of a cell on a page that is copied."""
PAGE_BYTES = 1_800_000
"""Bytes of a page's cells as JSON: a message has 2 MB at most. The view asks for the rows that are left."""
STEP = 50
"""Rows that are read together, at most."""
KEPT = 4
"""Tables whose orders are kept, the last ones asked for."""


class Question(NamedTuple):
    """What a view asks of a table."""

    number: int
    """Its answer has it, too."""
    start: int
    length: int
    """Rows that are asked for."""
    sort: int | None = None
    """The number of the column to sort by; None: as the table is."""
    descending: bool = False
    filter: str = ""
    """A text that a row has to have in one of its cells, in capitals or not."""
    is_whole: bool = False
    """Whether cells are given whole."""


def question_of(command: dict[str, Any]) -> Question:
    """Read the command of a view."""
    sort = command.get("sort")
    return Question(
        int(command["question"]),
        max(int(command["start"]), 0),
        min(max(int(command["count"]), 0), COUNT_LIMIT),
        None if sort is None else int(sort),
        bool(command.get("descending")),
        str(command.get("filter", "")),
        bool(command.get("whole")),
    )


class _KeptTable(NamedTuple):
    value: Any
    table: Table
    orders: dict[Any, list[int] | range]
    """The places of the rows, by how they are sorted and filtered."""


class TablePages:
    """Answers questions about the tables of one run's results, on threads: a large table takes a while.

    How rows are sorted and filtered is told by ``tests/vectors/twins/table_orders.json``: a page that has
    all the rows does it itself.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._tables: OrderedDict[str, _KeptTable] = OrderedDict()
        """By the id of the entry."""
        self._lock = threading.Lock()

    def ask(self, entry: Entry, value: Any, question: Question) -> None:
        """Send the answer when it is known."""
        thread = threading.Thread(target=self._answer, args=(entry, value, question), daemon=True)
        try:
            thread.start()
        except RuntimeError:  # there are no threads, as in a browser
            self._answer(entry, value, question)

    def _answer(self, entry: Entry, value: Any, question: Question) -> None:
        message = {"type": "table", "question": question.number}
        try:
            with self._lock:
                page = self.page(entry, value, question)
        except Exception as error:  # noqa: BLE001 - the cells are objects of any library
            page = {"rows": [], "places": [], "matching": 0, "problem": f"{type(error).__name__}: {error}"}
        self._send({**message, **page})

    def page(self, entry: Entry, value: Any, question: Question) -> dict[str, Any]:
        """Give rows, their places, and how many match. Raises ``LookupError`` for what is no table."""
        table, orders = self._table(entry, value)
        asked = question.sort, question.descending, question.filter
        order = orders.get(asked)
        if order is None:
            order = orders[asked] = order_of(table, *asked)
        places = order[question.start : question.start + question.length]
        rows = list(_within_message(table, places, COPY_CELL_LIMIT if question.is_whole else CELL_LIMIT))
        return {"rows": rows, "places": list(places[: len(rows)]), "matching": len(order)}

    def _table(self, entry: Entry, value: Any) -> tuple[Table, dict[Any, list[int] | range]]:
        kept = self._tables.pop(entry.id, None)
        if kept is None or kept.value is not value:
            table = table_of(tool_views.shown(entry.tool, value))
            if table is None:
                raise LookupError("This result is no table any more.")
            kept = _KeptTable(value, table, {})
        self._tables[entry.id] = kept
        while len(self._tables) > KEPT:
            self._tables.popitem(last=False)
        return kept.table, kept.orders


def _within_message(table: Table, places: list[int] | range, limit: int) -> Iterator[list[Any]]:
    """Give the first rows of a page, as many as a message takes: one at least, its cells cut for that."""
    room = PAGE_BYTES
    columns = max(len(table.columns), 1)
    limit = max(min(limit, PAGE_BYTES // (8 * columns)), 1)  # six bytes a character, at most
    step = min(STEP, max(PAGE_BYTES // (columns * limit), 1))
    for start in range(0, len(places), step):
        for row in rows_at(table, places[start : start + step], limit):
            room -= wire_size(row) + 10  # its place
            if room < 0:
                return
            yield row


def order_of(table: Table, sort: int | None, descending: bool, wanted: str) -> list[int] | range:
    """Give the places of the rows that hold a text, sorted by a column; what is missing comes last."""
    places: list[int] | range = range(table.rows)
    if wanted:
        places = _matching(table, wanted.lower())
    if sort is None:
        return places
    column = table.columns[sort]
    key = _sort_key(column)
    keys = [key(value) for value in column.cells]
    given = [place for place in places if keys[place] is not None]
    missing = [place for place in places if keys[place] is None]
    return sorted(given, key=lambda place: keys[place], reverse=descending) + missing


def _matching(table: Table, needle: str) -> list[int]:
    found: set[int] = set()
    for column in table.columns:
        kind = kind_of(column)
        for place, value in enumerate(column.cells):
            # A text is what most cells of a large table are: to call anything for it would take seconds.
            is_text = type(value) is str and kind == "text"
            if needle in (value if is_text else cell_text(_plain(value), kind)).lower():
                found.add(place)
    return sorted(found)


def cell_text(data: Any, kind: Kind) -> str:
    """Give a cell as the text that a filter looks in."""
    if isinstance(data, str):
        return data.replace("T", " ") if kind == "time" else data
    if isinstance(data, float):
        return str(int(data)) if data.is_integer() and abs(data) < LARGEST_INTEGER else str(data)
    return "" if data is None else str(data)


def _sort_key(column: Column) -> Callable[[Any], Any]:
    if column.order is not None:
        places = {cell(label): place for place, label in enumerate(column.order)}
        return lambda value: places.get(cell(value))
    return _number if kind_of(column) == "number" else _text


def _plain(value: Any) -> Any:
    """Give what ``cell`` would, nearly: of a million cells, most need no more than this."""
    kind = type(value)
    if kind is float:
        return value if value == value else None
    return value if kind is int or kind is str else cell(value)


def _number(value: Any) -> float | None:
    data = _plain(value)
    try:
        return None if data is None else float(data)
    except ValueError:
        return None


def _text(value: Any) -> bytes | None:
    data = _plain(value)
    # In the order of UTF-16, as JavaScript compares.
    return None if data is None else cell_text(data, "text").lower().encode("utf-16-be", "surrogatepass")
