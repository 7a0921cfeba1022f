"""What is asked of a run while it works: drawn by its seed, from its loop, other threads and the page."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from random import Random
from typing import Any

from agents_widget.agents import UserError
from agents_widget.agents.run_internal.event_log import EventLog

ACTIONS = ("stop", "stop after turn", "pause", "pause", "say", "say")
WIDGET_ACTIONS = (*ACTIONS, "page joins", "page missed a row", "page says", "page stops", "look")
STOPS = frozenset({"stop", "stop after turn", "cancel", "cancel a reader", "page stops"})


class Controls:
    """Asks a run, or the widget that shows it, for something at some of its events."""

    def __init__(self, random: Random, pool: ThreadPoolExecutor, tasks: list[asyncio.Future[Any]]) -> None:
        self.used: list[str] = []
        """The names of what was asked."""
        self._random, self._pool, self._tasks = random, pool, tasks

    @property
    def was_stopped(self) -> bool:
        """Whether somebody stopped the run, or may have."""
        return bool(STOPS & set(self.used))

    async def steer(self, log: EventLog[Any], controlled: Any, in_widget: bool) -> None:
        """Read the events, and do something at some of them, here or on another thread."""
        random = self._random
        moments = {random.choice([1, 2, 5, 10, 20, 40]) for _ in range(random.choice([0, 0, 1, 2, 3]))}
        count = 0
        with suppress(Exception):  # the error of the run, which every reader gets
            async for _ in log.read():
                count += 1
                if count in moments:
                    self._control(controlled, WIDGET_ACTIONS if in_widget else ACTIONS)

    def _control(self, controlled: Any, actions: tuple[str, ...]) -> None:
        action = self._random.choice(actions)
        self.used.append(action)
        act = getattr(self, "_" + action.replace(" ", "_"))
        if self._random.random() < 0.5:
            working: Future[None] = self._pool.submit(copy_context().run, act, controlled)
            self._tasks.append(asyncio.wrap_future(working))
        else:
            self._tasks.append(asyncio.ensure_future(_soon(act, controlled)))

    def _stop(self, controlled: Any) -> None:
        (controlled.stop if hasattr(controlled, "stop") else controlled.cancel)()

    def _stop_after_turn(self, controlled: Any) -> None:
        if hasattr(controlled, "stop"):
            controlled.stop(after_turn=True)
        else:
            controlled.cancel(mode="after_turn")

    def _pause(self, controlled: Any) -> None:
        controlled.pause()
        self._resume_later(controlled)

    def _resume(self, controlled: Any) -> None:
        try:
            controlled.resume()
        except RuntimeError:  # it waits for a decision first
            self._resume_later(controlled)

    def _resume_later(self, controlled: Any) -> None:
        resume = threading.Timer(0.01, self._resume, (controlled,))
        resume.name = "storm-resume"
        resume.start()

    def _say(self, controlled: Any) -> None:
        with suppress(UserError, RuntimeError):  # the run has ended
            controlled.say("And now?")

    # In a widget only

    def _page_joins(self, widget: Any) -> None:
        widget.comm.receive({"type": "hello"})

    def _page_missed_a_row(self, widget: Any) -> None:
        widget.comm.receive({"type": "resync"})

    def _page_says(self, widget: Any) -> None:
        widget.comm.receive({"type": "say", "text": "And now?", "command": 1})

    def _page_stops(self, widget: Any) -> None:
        widget.comm.receive({"type": "stop", "command": 2})

    def _look(self, widget: Any) -> None:
        """Read what a notebook can show of the run."""
        assert repr(widget)
        assert widget.tape.transcript() is not None
        assert len(widget.interruptions) >= 0


async def _soon(act: Any, controlled: Any) -> None:
    act(controlled)
