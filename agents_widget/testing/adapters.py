"""A kit that checks an adapter: a scripted stream is followed whole, and cut after every event."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from ..sources.detect import AdapterFactory, make_adapter
from ..sources.iterator import StreamCutOffError
from ..transcript.fields import field, text_field
from ..transcript.schema import Transcript
from ..widget.run.controller import RunController

Ending: TypeAlias = Literal["ends", "raises", "is stopped"]
"""What becomes of the stream after its last event."""

HANG_SECONDS = 30.0
"""How long the kit waits, in real time, until it says that a run hangs."""

_UNANSWERED = frozenset({"streaming", "running"})
"""The states of a tool call whose output has not come."""
_TIMES = frozenset({"began", "started", "first_token", "ended"})
_ROUNDS = 3
"""Rounds of the event loop that other tasks get between two events."""


class ScriptedFailure(Exception):  # noqa: N818 - it is what happens, not what went wrong in the kit
    """What a scripted stream raises."""


class ScriptedStream:
    """The stream that an adapter is given: an asynchronous iterator of events with a given end."""

    def __init__(self, events: Sequence[Any], ending: Ending, *, one_by_one: bool = False) -> None:
        self._events = list(events)
        self._ending = ending
        self._one_by_one = one_by_one
        self.exhausted = asyncio.Event()
        """Set when every event was taken, and one more is asked for."""
        self.closed = False

    def __aiter__(self) -> AsyncIterator[Any]:
        return self

    async def __anext__(self) -> Any:
        if self._one_by_one:
            for _ in range(_ROUNDS):
                await asyncio.sleep(0)
        if self._events:
            return self._events.pop(0)
        self.exhausted.set()
        if self._ending == "raises":
            raise ScriptedFailure("The stream was cut by the test.")
        if self._ending == "is stopped":
            await asyncio.Event().wait()  # more would come, if nobody stopped it
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Take note that the reader has closed it."""
        self.closed = True


async def check_adapter(
    adapter: AdapterFactory,
    events: Sequence[Any],
    *,
    source: Callable[[ScriptedStream], Any] = lambda stream: stream,
    approve: bool = True,
    hang_seconds: float = HANG_SECONDS,
) -> Transcript:
    """Follow a scripted stream through an adapter, as a widget does; gives the transcript of the whole run.

    ``events`` are those of the source's framework. ``source`` makes of a stream of them what the adapter
    takes; left out, the adapter takes the stream itself. Tool calls that wait for approval are approved, or
    denied. These have to hold, else ``AssertionError`` says which does not:

    - the whole run raises nothing and shows something, before the stream ends;
    - when all events have come, every tool call has its output;
    - events that come one by one, with other tasks and flushes in between, give the same transcript;
    - for each n, a stream that ends after n events raises nothing but ``StreamCutOffError``;
    - one that raises after n events leaves the run failed, by that error;
    - one that is stopped after n events leaves the run cancelled, and is closed if it is ``adapter.source``;
    - approvals are listed as an ability, by the ids of their calls, and asked for once.

    Pauses and messages to the run are not tried: a scripted stream cannot be held.
    """
    kit = _Kit(adapter, events, source, approve, hang_seconds)
    whole = await kit.follow(len(events), "ends")
    one_by_one = await kit.follow(len(events), "ends", one_by_one=True)
    _check_same(whole, one_by_one)
    for count in range(len(events) + 1):
        await kit.follow(count, "ends")
        await kit.follow(count, "raises")
        await kit.follow(count, "is stopped")
    return whole


class _Kit(NamedTuple):
    """Follows the beginnings of one scripted run."""

    adapter: AdapterFactory
    events: Sequence[Any]
    source: Callable[[ScriptedStream], Any]
    approve: bool
    hang_seconds: float

    async def follow(self, count: int, ending: Ending, *, one_by_one: bool = False) -> Transcript:
        """Follow the first events, and check the end."""
        where = f"When the stream {ending} after {count} of {len(self.events)} events"
        stream = ScriptedStream(self.events[:count], ending, one_by_one=one_by_one)
        adapter = make_adapter(self.adapter, self.source(stream))
        approvals = _Approvals(self.approve, where)
        controller = RunController(
            loop=asyncio.get_running_loop(),
            began=adapter.began,
            on_settled=lambda: approvals.decide(controller),
        )
        controller.follow(adapter)
        if ending == "is stopped":
            await self._wait(_exhausted(stream, controller), f"{where}, the adapter does not read them all.")
            if controller.running and count == len(self.events):
                controller.channel.flush()
                _check_live(controller.channel.transcript)
            controller.stop()
        if one_by_one:
            await self._wait(_flush_to_the_end(controller), f"{where}, one by one, the run does not end.")
        await self._wait(controller.log.wait(), f"{where}, the run does not end.")
        if approvals.problem:
            raise AssertionError(approvals.problem)
        _check_error(controller.error, ending, where, is_cut=count < len(self.events))
        _check_status(controller.channel.transcript, ending, where)
        if ending == "is stopped" and adapter.source is stream and not stream.closed:
            raise AssertionError(f"{where}, the adapter does not close it: its maker would go on.")
        return controller.channel.transcript

    async def _wait(self, awaitable: Awaitable[object], problem: str) -> None:
        try:
            await asyncio.wait_for(awaitable, self.hang_seconds)
        except asyncio.TimeoutError:  # before Python 3.11 not the builtin one
            raise AssertionError(problem) from None


class _Approvals:
    """Decides about the tool calls that wait, and checks how they are asked for."""

    def __init__(self, approve: bool, where: str) -> None:
        self.problem = ""
        """What is wrong with a request; the run is stopped then."""
        self._approve = approve
        self._where = where
        self._decided: set[str] = set()

    def decide(self, controller: RunController) -> None:
        """Decide about what waits now."""
        pending = controller.approvals.pending
        self.problem = self.problem or self._problem_of(controller)
        if self.problem and pending:
            controller.stop()
            return
        for call_id in list(pending):
            self._decided.add(call_id)
            if self._approve:
                controller.approvals.approve(call_id)
            else:
                controller.approvals.deny(call_id)

    def _problem_of(self, controller: RunController) -> str:
        for key, request in controller.approvals.pending.items():
            call_id = text_field(field(request, "raw_item"), "call_id")
            if "approve" not in controller.adapter.abilities:
                return f"{self._where}, {key} waits for approval, and abilities does not list 'approve'."
            if call_id and key != call_id:
                return f"{self._where}, interruptions() has {key!r} for the call whose id is {call_id!r}."
            if key in self._decided:
                return f"{self._where}, {key} waits for approval again after it was decided."
        return ""


async def _exhausted(stream: ScriptedStream, controller: RunController) -> None:
    """Wait until the adapter asks for more events than there are, or its run ends."""
    waiting = [asyncio.ensure_future(stream.exhausted.wait()), asyncio.ensure_future(controller.log.wait())]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()


async def _flush_to_the_end(controller: RunController) -> None:
    """Send what there is whenever other tasks have their turn, so that no two deltas are joined."""
    while controller.running:
        controller.channel.flush()
        await asyncio.sleep(0)


def _check_live(transcript: Transcript) -> None:
    """Check what a run shows when all its events have come, and it has not ended."""
    where = "When all events have come"
    if not (transcript.entries or transcript.lanes or transcript.calls):
        raise AssertionError(
            f"{where}, and the stream has not ended, the run shows nothing. Either translate() gives no "
            "events of agents_widget.sources.events, or events() keeps them back."
        )
    for entry in transcript.entries:
        if entry.kind == "tool_call" and entry.state in _UNANSWERED:
            raise AssertionError(
                f"{where}, the call {entry.call_id} of {entry.tool} is still {entry.state}: no tool_output "
                "has its call id."
            )


def _check_error(error: BaseException | None, ending: Ending, where: str, *, is_cut: bool) -> None:
    if ending == "raises":
        if not any(isinstance(each, ScriptedFailure) for each in _chain(error)):
            raise AssertionError(
                f"{where}, the run does not fail by that error, but by {error!r}."
            ) from error
    elif error is not None and not (is_cut and isinstance(error, StreamCutOffError)):
        raise AssertionError(f"{where}, the adapter raises {error!r}.") from error


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error and those that it was raised from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _check_status(transcript: Transcript, ending: Ending, where: str) -> None:
    expected = {"raises": "failed", "is stopped": "cancelled"}.get(ending)
    if expected is not None and transcript.status != expected:
        raise AssertionError(f"{where}, the run is {transcript.status}, not {expected}.")


def _check_same(whole: Transcript, one_by_one: Transcript) -> None:
    """Compare two transcripts but for their times."""
    if difference := _first_difference(whole.to_dict(), one_by_one.to_dict()):
        raise AssertionError(
            f"Events that come one by one give another transcript than those that come at once: {difference}"
        )


def _first_difference(expected: Any, found: Any, path: str = "transcript") -> str:
    """Say where two values first differ; nothing where they are alike."""
    if isinstance(expected, dict) and isinstance(found, dict):
        names = [name for name in {**expected, **found} if name not in _TIMES]
        pairs = [(expected.get(name), found.get(name), f"{path}.{name}") for name in names]
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = [(expected[n], found[n], f"{path}[{n}]") for n in range(len(expected))]
    else:
        return "" if expected == found else f"{path} is {found!r:.300}, not {expected!r:.300}."
    return next(filter(None, (_first_difference(*pair) for pair in pairs)), "")
