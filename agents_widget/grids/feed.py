"""Sends what changed in a grid to its page: at most five messages a second, numbered."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from typing import Any

from ..agents.run_internal import background
from ..widget.channel import Send
from . import messages
from .messages import Message
from .source import GridSource

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 0.2
"""The least time between two messages."""
AGENTS_SECONDS = 1.0
"""The least time between two times that the figures of the agents are computed."""


class GridFeed:
    """Carries the changes of a grid to its views. May be used from any thread.

    ``send`` takes the messages. It sleeps while nothing changes; ``wake`` is the controller's ``on_change``.
    """

    def __init__(self, source: GridSource, send: Send) -> None:
        self._source = source
        self._send = send
        self.seq = 0
        """The number of the last message."""
        self._lock = threading.RLock()
        self._is_awake = False
        self._has_changed = False
        self._facts: Message = {}
        self._sent: dict[int, list[Any]] = {}
        """What was sent last of the rows that are at work, by number, without their time."""
        self._agents: list[Message] = []
        self._agents_due = 0.0

    def wake(self) -> None:
        """Send what changes from now on."""
        self._has_changed = True
        if not self._is_awake:  # nobody who reports a change has to wait for the lock of a flush
            with self._lock:
                was_awake, self._is_awake = self._is_awake, True
            if not was_awake:
                background.submit(self._pump())

    async def _pump(self) -> None:
        """Send until nothing changes any more."""
        while True:
            self._has_changed = False
            try:
                self.flush()
            except Exception:  # a page that cannot be reached asks for what it missed; the runs go on
                logger.warning("The rows of a grid could not be sent to its view.", exc_info=True)
            await asyncio.sleep(FLUSH_SECONDS)
            with self._lock:
                if self._has_changed or self._source.facts().status == "running":
                    continue
                self._is_awake = False
            self.flush(is_last=True)
            return

    def flush(self, *, is_last: bool = False) -> None:
        """Send what has changed, if anything has."""
        with self._lock:
            changed = self._source.take_changes()
            facts = messages.facts(self._source, self._source.facts())
            message: dict[str, Any] = {"type": "grid"}
            if rows := self._news(messages.rows(self._source, sorted(changed))):
                message["rows"] = rows
            if not _is_same(facts, self._facts):
                message["facts"] = facts
            if agents := self._new_agents(is_last=is_last, has_news=len(message) > 1):
                message["agents"] = agents
            if len(message) == 1:
                return
            if "facts" in message:
                self._facts = facts
            self.seq += 1
            self._send({**message, "seq": self.seq})

    def _news(self, rows: list[list[Any]]) -> list[list[Any]]:
        """Give the rows of which more has changed than their time, which the page counts by itself."""
        news = []
        for row in rows:
            number, time_at = row[0], messages.COLUMNS.index("ms")
            facts = [*row[:time_at], *row[time_at + 1 :]]
            if self._sent.get(number) != facts:
                news.append(row)
            if row[1] in messages.AT_WORK:
                self._sent[number] = facts
            else:
                self._sent.pop(number, None)
        return news

    def snapshot(self) -> Message:
        """Give the grid as the widget's state has it: whole, or its first rows."""
        with self._lock:
            self._catch_up()
            is_whole = len(self._source.plans) <= messages.ROWS_IN_STATE
            parts = list(messages.snapshot_parts(self._source, 0, messages.ROWS_IN_STATE))
            # Of one that is not whole the number is of before the first message: the page asks for the rest.
            return {"seq": self.seq if is_whole else -1, **self._head(), "data": parts}

    def send_snapshot(self) -> None:
        """Send the whole grid, to views that cannot go on from what they have."""
        with self._lock:
            self._catch_up()
            parts = list(messages.snapshot_parts(self._source))
            head = {"type": "grid_snapshot", "seq": self.seq, **self._head(), "parts": len(parts)}
            self._send(head)
            for part in parts:
                self._send({"type": "grid_part", "seq": self.seq, **part})

    def _catch_up(self) -> None:
        """Send to the views that there are what a snapshot will have, so that both have the same number."""
        self.flush(is_last=True)

    def _head(self) -> Message:
        source = self._source
        return {
            "epochs": source.epochs,
            "total": len(source.plans),
            "facts": messages.facts(source, source.facts()),
            "agents": self._agents or messages.agents(source),
        }

    def _new_agents(self, *, is_last: bool, has_news: bool) -> list[Message]:
        """Give the figures of the agents where they have changed, and it is time to look."""
        now = time.monotonic()
        if not is_last and (not has_news or now < self._agents_due):
            return []
        agents = messages.agents(self._source)
        self._agents_due = time.monotonic() + max(AGENTS_SECONDS, 10 * (time.monotonic() - now))
        if agents == self._agents:
            return []
        self._agents = agents
        return agents


def _is_same(facts: Message, before: Message) -> bool:
    """Whether facts differ in the time only, which the page counts by itself."""
    return {**facts, "ms": 0, "eta": None} == {**before, "ms": 0, "eta": None} if before else False
