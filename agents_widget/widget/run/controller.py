"""Follows runs: every event into a log for readers, and what it means into the channel."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

from ...agents.run_internal import background
from ...agents.run_internal.event_log import EventLog
from ...sources.base import Source
from ...transcript.fields import raw_type
from ...transcript.projector import FINAL
from ...transcript.schema import Patch, RunStatus
from ..channel import Channel
from .approvals import PendingApprovals
from .pause import RunPause
from .recorder import Recorder

Opens = Callable[[], "Source | Awaitable[Source]"]
"""Gives what is to be followed; called on the feed's loop."""


class RunController:
    """Carries one run after another, with their approvals, into a channel.

    It runs as a task on the run's own loop. What is asked of it may be asked from any thread. What is
    over needs no stopping, pausing or resuming, so that these do nothing then; what would get lost raises.
    """

    def __init__(self, channel: Channel, home: asyncio.AbstractEventLoop | None = None) -> None:
        self.channel = channel
        self.loop = home if home is not None and home.is_running() else _current_loop()
        self.log: EventLog[Any] = EventLog()
        self.log.close()
        self.source = Source()
        self.story = Recorder(channel)
        self.approvals = PendingApprovals(self)
        self.brake = RunPause(self)
        self.error: BaseException | None = None
        """What ended the latest run, when it did not end well."""
        self.on_rest: Callable[[], None] = lambda: None
        """Called when a run has ended, or waits for somebody."""
        self._unsaid: list[str] = []
        """What was said while the run waited for approval: it goes on as another one."""
        self._ended = threading.Event()
        self._ended.set()
        self._opened = threading.Event()
        self._opened.set()
        self._stopped = False
        self._task: asyncio.Task[bool] | None = None

    # From any thread

    def start(self, opens: Opens) -> None:
        """Begin to follow what ``opens`` gives; it is called on the feed's loop."""
        self._renew()
        self.call(lambda: self._begin(opens))

    def follow(self, source: Source) -> None:
        """Begin to follow a source whose run may be under way, or over: its past is told at once."""
        self._renew()
        past = source.past()
        if source.began is not None:
            self.story.moment = 0
            self._open(source, time.time() - (time.monotonic() - source.began))
            for seconds, event in past.events:
                self.story.moment = round((seconds - source.began) * 1000)
                self._take(event)
        if past.ended and not source.interruptions():
            self._close(past.error, stopped=source.cancelled)
        else:
            self._catch_up()
            self.call(lambda: self._begin(lambda: source))

    def call(self, action: Callable[[], object]) -> None:
        """Do something on the feed's loop, now if this is its thread."""
        if self.here:
            action()
        else:
            self.loop.call_soon_threadsafe(action)

    async def heard(self) -> None:
        """Wait until everything asked so far has been taken up."""
        if not self.here and self.loop.is_running():
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(asyncio.sleep(0), self.loop))

    @property
    def here(self) -> bool:
        """Whether the caller is on the feed's own loop."""
        return background.running_loop() is self.loop

    @property
    def running(self) -> bool:
        """Whether there is a run that has not ended."""
        return not self._ended.is_set()

    @property
    def stands(self) -> RunStatus:
        """How the run stands, with everything told so far."""
        self.channel.flush()
        status = self.channel.transcript.status
        return "running" if self.running and status in FINAL else status

    def can(self, ability: str, done: str) -> bool:
        """Whether a run is at work that can be asked something. Raises ``RuntimeError`` if it cannot."""
        if not self.here:
            self._opened.wait()  # a run of our own begins on its own thread, at once
        if self.running and ability not in self.source.abilities:
            raise RuntimeError(f"This run cannot be {done}: only one of agents_widget's own Runner can.")
        return self.running

    def wait(self) -> None:
        """Block until the run has ended."""
        self._ended.wait()

    def stop(self, *, after_turn: bool = False) -> None:
        """End the run: at once, or when the model call and tools under way are done."""
        if self.running and not self.loop.is_closed():
            self.call(lambda: self._stop(after_turn))

    def say(self, text: str) -> None:
        """Tell the agents something before the next model call."""
        if not self.can("say", "talked to while it works"):
            raise RuntimeError("The run has ended, and the widget cannot go on with it: start another run.")
        if self.approvals.pending:
            self._unsaid.append(text)
        else:
            self.source.result.say(text)
        self.call(lambda: self.story.tell("say", text))

    def retry(self) -> None:
        """Ask again; only a conversation can."""
        raise RuntimeError("This run is not a conversation: it cannot be asked again.")

    def edit(self, entry_id: str, text: str) -> None:
        """Go back to a message; only a conversation can."""
        raise RuntimeError("This run is not a conversation: nothing in it can be said differently.")

    # On the feed's loop

    def status(self, detail: str, status: RunStatus = "running") -> None:
        """Say how the run stands, and why; not while its approvals say it."""
        if self.running and not self.approvals.pending:
            self.story.tell("status", status, detail)

    def offer(self) -> None:
        """Say what can be asked of the run now."""
        self.story.fact("abilities", self.brake.among(self.abilities) if self.running else self.at_rest)

    @property
    def abilities(self) -> list[str]:
        """What can be asked while a run is at work."""
        return list(self.source.abilities)

    @property
    def at_rest(self) -> list[str]:
        """What can be asked between two runs."""
        return []

    def _renew(self) -> None:
        if self.loop.is_closed():
            self.loop = background.loop()
        self.log, self._stopped = EventLog(), False
        self.brake.release()
        self.channel.release_clock()
        self._ended.clear()
        self._opened.clear()

    def _catch_up(self) -> None:
        self.channel.flush(self.story.moment)
        self.story.moment = None

    def _begin(self, opens: Opens) -> None:
        self._task = self.loop.create_task(self._run(opens))
        # Not at the coroutine's own end: one that is cancelled before its first step has none.
        self._task.add_done_callback(self._finish)

    def _finish(self, task: asyncio.Task[bool]) -> None:
        error = None if task.cancelled() else task.exception()
        self._close(error, stopped=task.cancelled() or self._stopped or (error is None and task.result()))

    def _close(self, error: BaseException | None, *, stopped: bool) -> None:
        """End the transcript, then the log, then tell who waits."""
        if error is not None:
            self.story.tell("fail", error)
        else:
            self.story.tell("cancel" if stopped else "finish")
        self.story.fact("abilities", self.at_rest)
        self._catch_up()
        self.channel.hold_clock()
        self.approvals.pending.clear()
        self.error = error
        self.on_rest()
        self._opened.set()
        log = self.log  # whoever hears of the end may begin another run, with another log
        self._ended.set()
        log.close(error)

    async def _run(self, opens: Opens) -> bool:
        """Follow a run to its end; whether it ended before it was done."""
        pump = asyncio.ensure_future(self.channel.pump())
        try:
            source = opens()
            if not isinstance(source, Source):
                source = await source
            if source is not self.source:
                self._open(source, time.time())
            while True:
                self.brake.apply()
                while self._unsaid:
                    self.source.result.say(self._unsaid.pop(0))
                await self._read()
                if not (pending := self.source.interruptions()):
                    return self.source.cancelled
                self.source = self.source.resumed(await self.approvals.ask(pending))
        finally:
            pump.cancel()

    def _open(self, source: Source, began: float) -> list[Patch]:
        """Begin to tell of a run; gives what is told."""
        self.source = source
        told = self.story.tell("begin", source.input or [], began=began)
        self.brake.tell_limits()
        self.offer()
        self._opened.set()
        return told

    async def _read(self) -> None:
        async with contextlib.aclosing(self.source.events()) as events:
            async for event in events:
                self._take(event)

    def _take(self, event: Any) -> None:
        self.log.append(event)
        kind = raw_type(event)
        self.story.take(event, kind)
        if kind == "response.completed" and self.story.moment is None:
            self.brake.account()

    def _stop(self, after_turn: bool) -> None:
        if not self.running or self._task is None:
            return
        self._stopped = self._stopped or not after_turn
        if self.approvals.pending or not self.source.stop(after_turn=after_turn):
            self._stopped = True
            self._task.cancel()
        elif after_turn:
            self.brake.release()  # a run that is held goes on to the end of its turn
            self.status("Stopping after this turn.")
            self.offer()


def _current_loop() -> asyncio.AbstractEventLoop:
    return background.running_loop() or background.loop()
