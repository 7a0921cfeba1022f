"""The rows of the Events tab, sent to a view only while somebody looks at them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from ...transcript.event_rows import EventRows, TimedEvents

ROWS_PER_MESSAGE = 500


class EventRowSubscription:
    """Sends a view the rows that it does not have yet.

    ``send`` puts a message on the wire; ``entry_of`` gives the id of the entry that an event changed, or "".
    """

    def __init__(
        self,
        events: TimedEvents,
        send: Callable[[dict[str, Any]], None],
        entry_of: Callable[[int], str] = lambda n: "",
    ) -> None:
        self._rows = EventRows(events, entry_of)
        self._send = send
        self._lock = threading.Lock()
        self._open = False
        self._next = 0

    def open(self, start: int) -> None:
        """Begin to send: a view has the events before ``start``."""
        self._next = start
        self._open = True

    def close(self) -> None:
        """Stop sending: nobody looks any more."""
        self._open = False

    def send_new_rows(self) -> None:
        """Send what is new since the last time, while somebody looks."""
        while (message := self._next_message()) is not None:
            self._send(message)

    def event(self, n: int) -> dict[str, Any]:
        """Give the message with one event as JSON text. Raises ``IndexError`` when there is no such event."""
        # As text: JavaScript's JSON.parse, which reads messages, would round big integers.
        return {"type": "event", "n": n, "json": json.dumps(self._rows.event(n))}

    def parts(self, n: int) -> dict[str, Any]:
        """Give the message with each event of the row that holds event ``n``. Raises as ``event`` does."""
        return {"type": "event_parts", "n": n, "rows": self._rows.parts(n)}

    def search(self, query: str) -> dict[str, Any]:
        """Give the message with the numbers of the rows that hold each word of a query."""
        return {"type": "event_search", "query": query, "rows": self._rows.search(query)}

    def _next_message(self) -> dict[str, Any] | None:
        with self._lock:
            start = self._next
            total = len(self._rows)
            if not self._open or start >= total:
                return None
            rows = self._rows.rows(start, ROWS_PER_MESSAGE)
            self._next = rows[-1]["n"] + rows[-1].get("count", 1)
        return {"type": "events", "from": rows[0]["n"], "total": total, "rows": rows}
