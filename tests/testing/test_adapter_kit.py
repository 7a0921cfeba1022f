"""The kit for adapters: a good adapter passes, and each way to be broken is named."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import Any, ClassVar

import pytest

from agents_widget.sources import Adapter, IteratorAdapter, StreamCutOffError, events
from agents_widget.testing import check_adapter

EVENTS = ["say:Hel", "say:lo", "call:c1", "result:c1", "say:Done."]


class GoodAdapter(IteratorAdapter):
    """A stream of texts that name what happens."""

    def translate(self, event: str) -> Iterator[Any]:
        kind, _, rest = event.partition(":")
        if kind == "say":
            yield events.message_delta(rest)
        elif kind == "call":
            yield events.tool_called(rest, "look", {"at": 1})
        elif kind == "result":
            yield events.tool_output(rest, "looked")
            yield events.model_call_started()


async def test_a_good_adapter_passes_and_gives_the_transcript_of_the_whole_run() -> None:
    transcript = await check_adapter(GoodAdapter, EVENTS)
    assert transcript.status == "done"
    assert [(entry.kind, entry.text or entry.output) for entry in transcript.entries] == [
        ("message", "Hello"),
        ("tool_call", "looked"),
        ("message", "Done."),
    ]


async def test_the_source_may_be_an_object_that_has_the_stream() -> None:
    class Framework:
        def __init__(self, stream: AsyncIterator[str]) -> None:
            self.stream = stream

    transcript = await check_adapter(
        lambda framework: GoodAdapter(framework.stream), EVENTS, source=lambda stream: Framework(stream)
    )
    assert len(transcript.entries) == 3


class EndingAdapter(GoodAdapter):
    """Its runs end with an event of their own."""

    async def events(self) -> AsyncGenerator[Any, None]:
        event = None
        async for event in super().events():
            yield event
        if event != "say:Done.":
            raise StreamCutOffError("no event of its end came")


async def test_a_stream_without_its_end_may_be_cut_off_but_not_a_whole_one() -> None:
    assert (await check_adapter(EndingAdapter, EVENTS)).status == "done"
    with pytest.raises(AssertionError, match="the adapter raises StreamCutOffError"):
        await check_adapter(EndingAdapter, EVENTS[:-1])


class AskingAdapter(GoodAdapter):
    """Asks for approval before the rest of its stream."""

    abilities = ("stop", "approve")

    def __init__(self, source: Any) -> None:
        super().__init__(source)
        self.waiting: dict[str, Any] = {}
        self.approved: bool | None = None

    async def events(self) -> AsyncGenerator[Any, None]:
        try:
            async for event in self.source:
                yield event
                if event == "call:c1" and self.approved is None:
                    self.waiting = {"c1": events.approval_request("c1", "look", {"at": 1})}
                    return
        finally:
            if not self.waiting:
                await self.source.aclose()

    def interruptions(self) -> dict[str, Any]:
        return self.waiting

    def resume_with(self, decisions: Any) -> Adapter:
        self.waiting, self.approved = {}, decisions["c1"].approved
        return self


@pytest.mark.parametrize(("approve", "state"), [(True, "done"), (False, "denied")])
async def test_what_waits_for_approval_is_decided(approve: bool, state: str) -> None:
    transcript = await check_adapter(AskingAdapter, EVENTS, approve=approve)
    assert [entry.state for entry in transcript.entries if entry.kind == "tool_call"] == [state]


class RaisesOnTheUnknown(GoodAdapter):
    """Knows fewer events than come."""

    def translate(self, event: str) -> Iterator[Any]:
        if event.startswith("result"):
            raise KeyError(event)
        return super().translate(event)


class RaisesWhenCut(GoodAdapter):
    """Takes it that every call has its result."""

    async def events(self) -> AsyncGenerator[Any, None]:
        waiting = 0
        async for event in super().events():
            waiting += event.startswith("call") - event.startswith("result")
            yield event
        if waiting:
            raise RuntimeError("a call has no result")


class SwallowsErrors(GoodAdapter):
    """Ends well, whatever happens."""

    async def events(self) -> AsyncGenerator[Any, None]:
        try:
            async for event in super().events():
                yield event
        except Exception:
            return


class NeverCloses(GoodAdapter):
    """Leaves the stream open when nobody reads on."""

    async def events(self) -> AsyncGenerator[Any, None]:
        async for event in self.source:
            yield event


class NeverStops(GoodAdapter):
    """Says that it stops, and goes on."""

    def stop(self, *, after_turn: bool) -> bool:
        return True


class StopsAsDone(GoodAdapter):
    """Ends when it is stopped, as if it were done."""

    def __init__(self, source: Any) -> None:
        super().__init__(source)
        self.stopped = asyncio.Event()

    async def events(self) -> AsyncGenerator[Any, None]:
        stopped = asyncio.ensure_future(self.stopped.wait())
        reading = super().events()
        try:
            while True:
                step = asyncio.ensure_future(anext(reading))
                await asyncio.wait({step, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if not step.done():
                    step.cancel()
                    raise ConnectionResetError("closed while it was read")
                yield step.result()
        except StopAsyncIteration:
            return
        finally:
            stopped.cancel()

    def stop(self, *, after_turn: bool) -> bool:
        self.stopped.set()
        return True


class DependsOnTiming(GoodAdapter):
    """Shows what other tasks did meanwhile."""

    async def events(self) -> AsyncGenerator[Any, None]:
        rounds = 0

        async def count() -> None:
            nonlocal rounds
            while True:
                await asyncio.sleep(0)
                rounds += 1

        counting = asyncio.ensure_future(count())
        try:
            async for event in super().events():
                yield event
            yield f"say:{rounds}"
        finally:
            counting.cancel()


class ShowsNothing(GoodAdapter):
    """Makes its events by hand, with a slip."""

    def translate(self, event: str) -> Iterator[Any]:
        yield {"type": "response.output_text.dleta", "delta": event}


class ReadsItAllFirst(GoodAdapter):
    """Gives nothing before it has everything."""

    async def events(self) -> AsyncGenerator[Any, None]:
        for event in [event async for event in super().events()]:
            yield event


class AnswersAnotherCall(GoodAdapter):
    """Mixes up the ids of calls."""

    def translate(self, event: str) -> Iterator[Any]:
        if event.startswith("result"):
            yield events.tool_output("another", "looked")
        else:
            yield from super().translate(event)


class AsksAgain(AskingAdapter):
    """Forgets that it was answered."""

    def resume_with(self, decisions: Any) -> Adapter:
        self.approved = True
        return self


class AsksByAnotherId(AskingAdapter):
    """Has another id for the request than for the call."""

    def interruptions(self) -> dict[str, Any]:
        return {f"request-{call_id}": request for call_id, request in self.waiting.items()}


class AsksUnlisted(AskingAdapter):
    """Lets the view offer no way to answer."""

    abilities = ("stop",)


class SharesItsState(GoodAdapter):
    """Takes what an earlier run said for said."""

    seen: ClassVar[set[str]] = set()

    def translate(self, event: str) -> Iterator[Any]:
        if event not in self.seen:
            self.seen.add(event)
            yield from super().translate(event)


@pytest.mark.parametrize(
    ("adapter", "says"),
    [
        (RaisesOnTheUnknown, r"When the stream ends after 5 of 5 events, the adapter raises KeyError"),
        (RaisesWhenCut, r"When the stream ends after 3 of 5 events, the adapter raises RuntimeError"),
        (SwallowsErrors, r"raises after 0 of 5 events, the run does not fail by that error, but by None"),
        (NeverCloses, r"is stopped after 0 of 5 events, the adapter does not close it"),
        (StopsAsDone, r"is stopped after 0 of 5 events, the adapter raises ConnectionResetError"),
        (DependsOnTiming, r"Events that come one by one give another transcript"),
        (SharesItsState, r"one by one give another transcript .*: transcript.entries is \[\], not"),
        (ShowsNothing, r"When all events have come, and the stream has not ended, the run shows nothing"),
        (ReadsItAllFirst, r"has not ended, the run shows nothing. .* or events\(\) keeps them back"),
        (AnswersAnotherCall, r"the call c1 of look is still running: no tool_output has its call id"),
        (AsksAgain, r"ends after 5 of 5 events, c1 waits for approval again after it was decided"),
        (AsksByAnotherId, r"interruptions\(\) has 'request-c1' for the call whose id is 'c1'"),
        (AsksUnlisted, r"c1 waits for approval, and abilities does not list 'approve'"),
    ],
)
async def test_a_broken_adapter_fails(adapter: type[Adapter], says: str) -> None:
    with pytest.raises(AssertionError, match=says):
        await check_adapter(adapter, EVENTS)


async def test_a_run_that_hangs_is_named() -> None:
    with pytest.raises(AssertionError, match="is stopped after 0 of 5 events, the run does not end"):
        await check_adapter(NeverStops, EVENTS, hang_seconds=3)


async def test_an_adapter_that_is_none_is_named_as_by_watch() -> None:
    not_an_adapter: Any = 42
    with pytest.raises(TypeError, match="adapter= takes a subclass"):
        await check_adapter(not_an_adapter, EVENTS)
