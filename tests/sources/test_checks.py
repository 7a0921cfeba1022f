"""What is said of an adapter whose methods give something else than they have to."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from agents_widget import watch
from agents_widget.sources import Adapter, IteratorAdapter, Past, events
from agents_widget.sources.detect import make_adapter


class OneEvent(IteratorAdapter):
    """Gives the event itself, not a list of it."""

    def translate(self, event: str) -> Any:
        return events.message_delta(event)


class NoneForUnknown(IteratorAdapter):
    """Falls through to the end for what it does not know."""

    def translate(self, event: str) -> Any:
        if event == "known":
            return [events.message_delta(event)]
        return None


class AsyncTranslate(IteratorAdapter):
    """Translates asynchronously, which nobody waits for."""

    async def translate(self, event: str) -> AsyncIterator[Any]:  # type: ignore[override]
        yield events.message_delta(event)


class OrdinaryEvents(Adapter):
    """An ordinary generator of events."""

    def events(self) -> Any:
        yield events.message_delta("a")


class AwaitedEvents(Adapter):
    """A coroutine that gives all events at once."""

    async def events(self) -> Any:  # type: ignore[override]
        return [events.message_delta("a")]


class ListOfInterruptions(IteratorAdapter):
    """Lists what waits, without the call ids."""

    def interruptions(self) -> Any:
        return [events.approval_request("c1", "pay", {})]


class NowhereToGoOn(IteratorAdapter):
    """Forgets to say what is read next."""

    decided = False

    def interruptions(self) -> Any:
        return {"c1": events.approval_request("c1", "pay", {})}

    def resume_with(self, decisions: Any) -> Any:
        self.decided = True


class FailedOutcome(IteratorAdapter):
    """Says that the run failed, by a field instead of an error."""

    outcome: Any = "failed"


@pytest.mark.parametrize(
    ("adapter", "says"),
    [
        (
            OneEvent,
            r"OneEvent.translate\(\) gave an object of type dict. It has to give a list or an iterator",
        ),
        (NoneForUnknown, r"NoneForUnknown.translate\(\) gave an object of type NoneType"),
        (AsyncTranslate, r"AsyncTranslate.translate\(\) gave an object of type async_generator"),
        (OrdinaryEvents, r"OrdinaryEvents.events\(\) gave an object of type generator. .* `async def` with"),
        (AwaitedEvents, r"AwaitedEvents.events\(\) gave an object of type coroutine"),
        (ListOfInterruptions, r"ListOfInterruptions.interruptions\(\) gave an object of type list"),
        (FailedOutcome, r"FailedOutcome.outcome is 'failed', and has to be 'done' or 'cancelled'"),
    ],
)
async def test_a_run_fails_by_what_its_adapter_should_have_given(adapter: type[Adapter], says: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        widget = watch(["known", "unknown"], adapter=adapter)
        with pytest.raises((TypeError, ValueError), match=says):
            await widget
    assert widget.transcript.status == "failed"


async def test_a_run_that_is_not_gone_on_with_fails() -> None:
    widget = watch([], adapter=NowhereToGoOn)
    await widget.wait_for_approval()
    widget.approve()
    with pytest.raises(
        TypeError, match=r"resume_with\(\) gave an object of type NoneType. It has to give the"
    ):
        await widget


class NoSource(IteratorAdapter):
    """Forgets the constructor of the base class."""

    def __init__(self, source: Any) -> None:
        self.stream = source


class StopsAfterNoTurn(Adapter):
    """Lists an ability that the default of ``stop`` cannot be: it would end the turn, too."""

    abilities = ("stop", "stop_after_turn")

    async def events(self) -> AsyncGenerator[Any, None]:
        yield events.message_delta("a")


class StepsWithoutPause(IteratorAdapter):
    """Lets a run step that cannot be held."""

    abilities = ("step",)

    def step(self, on_hold: Callable[[str], None]) -> str:
        return ""


class EditsWithoutApproval(IteratorAdapter):
    """Lists half of what goes together."""

    abilities = ("edit_arguments",)


@pytest.mark.parametrize(
    ("adapter", "says"),
    [
        (NoSource, r"NoSource.__init__ does not call super\(\).__init__\(source\)"),
        (StopsAfterNoTurn, r"StopsAfterNoTurn does not define stop\(\)"),
        (StepsWithoutPause, r"StepsWithoutPause.abilities has 'step', which needs 'pause'"),
        (EditsWithoutApproval, r"EditsWithoutApproval.abilities has 'edit_arguments', which needs 'approve'"),
    ],
)
def test_an_adapter_that_lacks_something_is_refused(adapter: type[Adapter], says: str) -> None:
    with pytest.raises(TypeError, match=says):
        make_adapter(adapter, [])


async def test_translate_may_give_any_iterable() -> None:
    class Letters(IteratorAdapter):
        def translate(self, event: str) -> Iterator[Any]:
            return map(events.message_delta, event)

    assert (await watch(["ab"], adapter=Letters)).entries[0].text == "ab"


class PastWithoutBeginning(IteratorAdapter):
    """Tells what happened, and not since when."""

    def past(self) -> Past:
        return Past([(1.0, events.message_delta("a"))])


def test_a_past_needs_a_beginning() -> None:
    with pytest.raises(
        ValueError, match=r"PastWithoutBeginning.past\(\) gave events, and began is None: set"
    ):
        watch([], adapter=PastWithoutBeginning)


class CannotStop(IteratorAdapter):
    """Fails to end the framework's run."""

    def stop(self, *, after_turn: bool) -> bool:
        raise OSError("the server is gone")

    def translate(self, event: str) -> list[Any]:
        return [events.message_delta(event)]


async def test_a_run_that_fails_to_stop_is_read_no_more() -> None:
    async def endless() -> AsyncIterator[str]:
        while True:
            yield "a"
            await asyncio.sleep(0)

    widget = watch(endless(), adapter=CannotStop)
    async for _ in widget:
        break
    with pytest.raises(OSError, match="the server is gone"):
        widget.stop()
    assert (await widget).status == "cancelled"


async def test_a_source_that_is_no_iterator() -> None:
    widget = watch(42, adapter=IteratorAdapter)
    with pytest.raises(TypeError, match="reads an iterator of events, not an object of type int"):
        await widget
