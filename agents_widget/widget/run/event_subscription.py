"""The stream of events as it came, sent to a view only while somebody looks at it."""

from __future__ import annotations

import threading
from typing import Any

from ...transcript.event_rows import EventRows

ROWS_PER_MESSAGE = 500


class EventRowSubscription:
    """Keeps every event, and knows which of them the view has."""

    def __init__(self) -> None:
        self.events = EventRows()
        self._lock = threading.Lock()
        self._open = False
        self._next = 0

    def look(self, start: int, *, opened: bool) -> None:
        """Somebody began to look, and has the events before ``start``; or looks no more."""
        self._next, self._open = start, opened

    def news(self) -> dict[str, Any] | None:
        """Give the message with what is new since the last one; None when nothing is, or nobody looks."""
        with self._lock:
            start, total = self._next, len(self.events)
            if not self._open or start >= total:
                return None
            rows = self.events.rows(start, ROWS_PER_MESSAGE)
            self._next = rows[-1]["n"] + rows[-1].get("count", 1)
        return {"type": "events", "from": start, "total": total, "rows": rows}

    def event(self, n: int) -> dict[str, Any]:
        """Give the message with one event as JSON data."""
        return {"type": "event", "n": n, "json": self.events.event(n)}
