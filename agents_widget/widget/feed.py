"""Follows runs: every event into a log for readers, and what it means into the channel."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from ..runtime import background
from ..runtime.event_log import EventLog
from ..transcript.transcript import Patch, RunStatus
from .budget import Budget, spends
from .channel import Channel
from .inspector import Inspector
from .sources import Decision, Source
from .story import Story
from .tools import Values

Opens = Callable[[], "Source | Awaitable[Source]"]
"""Gives what is to be followed; called on the feed's loop."""


class Feed:
    """Carries one run after another, with their approvals, into a channel.

    It runs as a task on the run's own loop. What is asked of it may be asked from any thread.
    """

    def __init__(self, channel: Channel, home: asyncio.AbstractEventLoop | None = None) -> None:
        self.channel = channel
        self.loop = home if home is not None and home.is_running() else _current_loop()
        self.log: EventLog[Any] = EventLog()
        self.log.close()
        self.values = Values()
        self.inspector = Inspector()
        self.source = Source()
        self.pending: dict[str, Any] = {}
        """The tool calls that wait for a decision, by call id."""
        self.error: BaseException | None = None
        """What ended the latest run, when it did not end well."""
        self.on_end: Callable[[], None] = lambda: None
        self.abilities_at_rest: tuple[str, ...] = ()
        """What can be asked between two runs."""
        self.story = Story(channel)
        self._budget = Budget()
        self._unsaid: list[str] = []
        """What was said while the run waited for approval: it goes on as another one."""
        self._decisions: dict[str, Decision] = {}
        self._decided = asyncio.Event()
        self._ended = threading.Event()
        self._ended.set()
        self._opened = threading.Event()
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

    def _renew(self) -> None:
        self.log, self._stopped = EventLog(), False
        self.channel.release_clock()
        self._ended.clear()
        self._opened.clear()

    def _catch_up(self) -> None:
        self.channel.flush(self.story.moment)
        self.story.moment = None

    def call(self, action: Callable[[], object]) -> None:
        """Do something on the feed's loop, now if this is its thread."""
        if self.here:
            action()
        else:
            self.loop.call_soon_threadsafe(action)

    @property
    def running(self) -> bool:
        """Whether there is a run that has not ended."""
        return not self._ended.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Block until the run has ended."""
        return self._ended.wait(timeout)

    def stop(self, *, after_turn: bool = False) -> None:
        """End the run: at once, or when the model call and tools under way are done."""
        if self.running and not self.loop.is_closed():
            self.call(lambda: self._stop(after_turn))

    def decide(self, call_id: str, decision: Decision) -> None:
        """Note what a person decided; the run goes on when each waiting call has its decision."""
        if call_id not in self.pending:
            waiting = ", ".join(self.pending) or "none"
            which = f" {call_id!r}" if call_id else ""
            raise ValueError(f"No tool call{which} waits for approval. Waiting: {waiting}.")
        if decision.arguments is not None and not self.source.edits_arguments:
            raise ValueError("This run takes a tool call with the model's arguments or not at all.")
        self.call(lambda: self._decide(call_id, decision))

    def pause(self) -> None:
        """Hold before the next model call or tool."""
        self._need("pause", "paused")
        self.source.pause(lambda: self._status("Paused before the next step.", "waiting"))
        self.call(lambda: self._status("Pausing before the next step."))

    def limit(self, budget: Budget) -> None:
        """Set what the run may spend."""
        self._budget = budget
        if budget.limits:
            self.story.fact("budget", budget.limits)

    def allow(self, usd: float, tokens: int) -> None:
        """Let the run spend more, and go on if that was what held it."""
        self._budget.add(usd, tokens)
        self.story.fact("budget", self._budget.limits)
        if self.running and not self._budget.reached(self.channel.transcript):
            self.resume()

    def resume(self) -> None:
        """Go on after a pause."""
        self._need("pause", "paused")
        if reached := self._budget.reached(self.channel.transcript):
            raise RuntimeError(f"{reached} Allow more, or stop the run.")
        self.source.resume()
        self.call(lambda: self._status(""))

    def say(self, text: str) -> None:
        """Tell the agents something before the next model call."""
        self._need("say", "talked to while it works")
        if self.pending:
            self._unsaid.append(text)
        else:
            self.source.say(text)
        self.call(lambda: self.story.tell("say", text))

    def retry(self) -> None:
        """Ask again; only a conversation can."""
        raise RuntimeError("This run is not a conversation: it cannot be asked again.")

    def edit(self, entry_id: str, text: str) -> None:
        """Go back to a message; only a conversation can."""
        raise RuntimeError("This run is not a conversation: nothing in it can be said differently.")

    @property
    def here(self) -> bool:
        """Whether the caller is on the feed's own loop."""
        return _running_loop() is self.loop

    def put(self, patches: Iterable[Patch]) -> None:
        """Add patches to the transcript and have them seen soon, run or no run."""
        self.channel.put(patches)
        if not self.running:
            self.channel.flush()

    # On the feed's loop

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
        self.story.fact("abilities", list(self.abilities_at_rest))
        self._catch_up()
        self.channel.hold_clock()
        self.pending.clear()
        self.error = error
        self.on_end()
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
                await self._read()
                self.pending = dict(self.source.interruptions())
                if not self.pending:
                    return self.source.cancelled
                self.source = self.source.resumed(await self._decisions_of(self.pending))
                while self._unsaid:
                    self.source.say(self._unsaid.pop(0))
        finally:
            pump.cancel()

    def _open(self, source: Source, began: float) -> None:
        self.source = source
        self.story.tell("begin", source.input or [], began=began)
        self.story.fact("abilities", list(source.abilities))
        self._opened.set()

    async def _read(self) -> None:
        async with contextlib.aclosing(self.source.events()) as events:
            async for event in events:
                self._take(event)

    def _take(self, event: Any) -> None:
        self.log.append(event)
        self.values.note(event)
        self.inspector.note(event, self.story.now())
        self.story.tell("project", event)
        if self.story.moment is None and spends(event):
            self._account()

    async def _decisions_of(self, pending: dict[str, Any]) -> dict[str, Decision]:
        self._decisions, self._decided = {}, asyncio.Event()
        self.story.tell("interrupt", list(pending.values()))
        await self._decided.wait()
        self.story.tell("status", "running", "")
        return self._decisions

    def _account(self) -> None:
        """Add up what was spent, and hold the run when that is enough."""
        self.channel.flush()
        transcript = self.channel.transcript
        if (cost := self._budget.cost(transcript.calls)) is not None:
            self.story.fact("cost", cost)
        if reached := self._budget.reached(transcript):
            self.source.pause(lambda: self._status(reached, "waiting"))

    def _decide(self, call_id: str, decision: Decision) -> None:
        if self.pending.pop(call_id, None) is None:
            return
        self._decisions[call_id] = decision
        options = {"arguments": decision.arguments, "message": decision.message or ""}
        self.story.tell("decide", call_id, decision.approved, **options)
        if not self.pending:
            self._decided.set()

    def _stop(self, after_turn: bool) -> None:
        if not self.running or self._task is None:
            return
        self._stopped = self._stopped or not after_turn
        if self.pending or not self.source.stop(after_turn=after_turn):
            self._stopped = True
            self._task.cancel()
        elif after_turn:
            self._status("Stopping after this turn.")

    def _status(self, detail: str, status: RunStatus = "running") -> None:
        if self.running and not self.pending:
            self.story.tell("status", status, detail)

    def _need(self, ability: str, done: str) -> None:
        if not self.here:
            self._opened.wait()  # a run of our own begins on its own thread, at once
        if not self.running:
            raise RuntimeError("The run has ended.")
        if ability not in self.source.abilities:
            raise RuntimeError(f"This run cannot be {done}: the widget only follows what somebody else runs.")


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _current_loop() -> asyncio.AbstractEventLoop:
    return _running_loop() or background.loop()
