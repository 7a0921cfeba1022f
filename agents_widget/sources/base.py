"""What a widget follows: where the events come from, and what can be asked of the one who makes them."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from typing import Any, NamedTuple

from ..agents.run_internal.event_log import EventLog
from ..widget.run.approvals import Decision


class Past(NamedTuple):
    """What is known of a run already, with the times of the events."""

    events: Sequence[tuple[float, Any]] = ()
    """Each event with its time by ``time.monotonic``."""
    ended: bool = False
    error: BaseException | None = None


class Source:
    """A run as a widget sees it; what a kind of run cannot do stays as it is here."""

    input: Any = None
    """What the run was asked: text, or a list of input items."""
    abilities: tuple[str, ...] = ()
    """What can be asked of it: stop, stop_after_turn, pause, approve, edit_arguments, say."""
    result: Any = None
    """What the run gives its caller, and takes ``pause``, ``resume`` and ``say`` where it can."""
    options: Mapping[str, Any] = {}
    """The keyword arguments for a run that goes on from it."""
    starting_agent: Any = None
    """The agent that the run began with, where that is known."""
    began: float | None = None
    """When the run began by ``time.monotonic``; None: it begins when its events are read."""
    home: asyncio.AbstractEventLoop | None = None
    """The loop it runs on; None when any will do."""

    def past(self) -> Past:
        """Give what happened before anybody looked; ``events`` then gives what comes after it."""
        return Past()

    @property
    def cancelled(self) -> bool:
        """Whether the run ended before it was done."""
        return False

    def events(self) -> AsyncGenerator[Any, None]:
        """Read every event from the first."""
        raise NotImplementedError

    def share(self, log: EventLog[Any], widget: Any) -> None:
        """Tell the run of its widget, and let others read in ``log`` what only one can read of it."""

    def stop(self, *, after_turn: bool) -> bool:
        """Ask the run to end; False when nobody can be asked, and reading on is all that can stop."""
        return False

    def interruptions(self) -> Mapping[str, Any]:
        """Give the tool calls that wait for approval, by call id, once the events have ended."""
        return {}

    def resumed(self, decisions: Mapping[str, Decision]) -> Source:
        """Go on with the run after each interruption was decided."""
        raise NotImplementedError


class Stream(Source):
    """Events out of any iterator: a run somebody else makes, or a model's raw stream."""

    abilities = ("stop",)

    def __init__(self, events: AsyncIterable[Any] | Iterable[Any]) -> None:
        self._given = events

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read the iterator; it is closed at the end, so that a server sees that nobody listens."""
        given = self._given
        iterator = aiter(given) if isinstance(given, AsyncIterable) else _in_thread(iter(given))
        try:
            async for event in iterator:
                yield event
        finally:
            await _close(iterator)
            await _close(given)


async def _in_thread(iterator: Iterator[Any]) -> AsyncIterator[Any]:
    """Read an ordinary iterator on a thread, so that its waiting holds nobody else up."""
    end = object()
    while (event := await asyncio.to_thread(next, iterator, end)) is not end:
        yield event


async def _close(stream: object) -> None:
    close = getattr(stream, "aclose", None) or getattr(stream, "close", None)
    if callable(close) and inspect.isawaitable(closing := close()):
        await closing
