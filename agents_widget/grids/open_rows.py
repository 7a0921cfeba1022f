"""Rows that are open in the page: each has the whole view of its run, over the grid's own connection."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from ..widget.channel import Message, Send, nothing
from ..widget.commands import Commands
from ..widget.views import Views
from .source import GridSource

MOST_OPEN = 20
"""Rows that may be open at a time."""


class OpenRow:
    """The run of one row, whose messages carry the row's number."""

    def __init__(self, number: int, source: GridSource, send: Send, language: Callable[[], str]) -> None:
        self._number, self._source, self._send_to_page = number, source, send
        views = Views(self.send)
        controller = source.open_row(number, self.send, nothing)
        self.receive = Commands(controller, views, language=language).receive

    def send(self, message: Message) -> None:
        """Send a message of the run to its view."""
        self._send_to_page({"type": "row", "number": self._number, "message": message})

    def close(self) -> None:
        """Send no more."""
        self._source.close_row(self._number, self.send)


class OpenRows:
    """The rows that are open, by number. May be used from any thread."""

    def __init__(self, source: GridSource, send: Send, language: Callable[[], str]) -> None:
        self._source, self._send, self._language = source, send, language
        self._rows: dict[int, OpenRow] = {}
        self._lock = threading.RLock()

    def open(self, number: int) -> None:
        """Open a row; nothing happens to one that is open. Raises ``ValueError`` for too many."""
        with self._lock:
            if number in self._rows:
                return
            if not 0 <= number < len(self._source.plans):
                raise ValueError(
                    f"The grid has no row {number}; there are {len(self._source.plans)}, from 0."
                )
            if len(self._rows) >= MOST_OPEN:
                raise ValueError(f"{MOST_OPEN} rows are open, and more cannot be. Close one of them first.")
            self._rows[number] = OpenRow(number, self._source, self._send, self._language)

    def close(self, number: int) -> None:
        """Close a row; nothing happens to one that is not open."""
        with self._lock:
            row = self._rows.pop(number, None)
        if row is not None:
            row.close()

    def close_all(self) -> None:
        """Close every row."""
        for number in list(self._rows):
            self.close(number)

    def receive(self, number: int, command: Any) -> None:
        """Carry out what the view of a row asks."""
        self.open(number)  # after a restart of the page's connection, a view may ask before it is opened anew
        self._rows[number].receive(command)
