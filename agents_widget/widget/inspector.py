"""The stream of events as it came, sent to a view only while somebody looks at it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from typing import Any

from ..transcript.events import EventRows

ROWS_PER_MESSAGE = 500


class Inspector:
    """Keeps every event, and knows which of them the view has."""

    def __init__(self) -> None:
        self._rows = EventRows()
        self._new: deque[tuple[Any, int]] = deque()
        """What came since somebody looked: only then are rows made of it."""
        self._lock = threading.Lock()
        self._open = False
        self._next = 0

    def note(self, timed: Iterable[tuple[Any, int]]) -> None:
        """Keep events, each with the milliseconds from the run's beginning to it."""
        self._new.extend(timed)

    def look(self, start: int, *, opened: bool) -> None:
        """Somebody began to look, and has the events before ``start``; or looks no more."""
        self._next, self._open = start, opened

    def news(self) -> dict[str, Any] | None:
        """Give the message with what is new since the last one; None when nothing is, or nobody looks."""
        if not self._open or self._next >= (total := len(self._all())):
            return None
        start = self._next
        rows = self._all().rows(start, ROWS_PER_MESSAGE)
        self._next = rows[-1]["n"] + rows[-1].get("count", 1)
        return {"type": "events", "from": start, "total": total, "rows": rows}

    def event(self, n: int) -> dict[str, Any]:
        """Give the message with one event as JSON data."""
        return {"type": "event", "n": n, "json": self._all().event(n)}

    def _all(self) -> EventRows:
        with self._lock:
            while self._new:
                self._rows.append(*self._new.popleft())
            return self._rows
