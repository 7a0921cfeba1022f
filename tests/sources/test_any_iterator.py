"""Iterators that say nothing of themselves: what nobody knows is in the Events tab, and a notice says so."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from agents_widget import watch

Make = Callable[[], Any]


@pytest.mark.parametrize(
    "make", [lambda: [1, 2], lambda: (1.5,), lambda: ["a", "b"], lambda: [None], lambda: [{}]]
)
def test_a_list_without_an_event(make: Make) -> None:
    with pytest.raises(TypeError, match=r"none is an event of an agent's run.*docs/adapters\.md"):
        watch(make())


async def chunks() -> Any:
    """A stream of plain text."""
    for chunk in ("Hel", "lo"):
        yield chunk


@pytest.mark.parametrize("make", [lambda: iter([1, 2]), chunks, lambda: (n for n in range(3))])
async def test_a_stream_without_an_event_says_so_in_the_view(make: Make) -> None:
    widget = watch(make())
    transcript = await widget
    [notice] = transcript.entries
    assert (notice.kind, transcript.status, widget.error) == ("notice", "done", None)
    assert re.search(r"of type (int|str)\. They stand in the Events tab.*docs/adapters\.md", notice.text)
    assert len([event async for event in widget]) in (2, 3)


async def test_it_is_said_once_and_while_a_long_stream_goes_on() -> None:
    more, said = asyncio.Event(), asyncio.Event()

    async def numbers() -> AsyncIterator[int]:
        for n in range(5):
            yield n
        said.set()
        await more.wait()
        yield 5

    widget = watch(numbers())
    await said.wait()
    assert [entry.kind for entry in widget.transcript.entries] == ["notice"]
    more.set()
    assert [entry.kind for entry in (await widget).entries] == ["notice"]


async def test_events_of_the_server_may_come_before_the_first_that_is_known() -> None:
    async def stream() -> AsyncIterator[Any]:
        yield {"type": "ping"}
        yield {"type": "response.output_text.delta", "delta": "Hi"}
        for _ in range(5):
            yield {"type": "ping"}

    assert [entry.text for entry in (await watch(stream())).entries] == ["Hi"]


async def test_one_event_that_is_known_is_enough() -> None:
    widget = watch([1, {"type": "response.output_text.delta", "delta": "Hi"}, 2])
    await widget
    assert [entry.text for entry in widget.transcript.entries] == ["Hi"]


async def test_a_stream_without_an_end_or_an_event_is_left() -> None:
    closed = asyncio.Event()

    async def numbers() -> AsyncIterator[int]:
        try:
            for n in itertools.count():
                yield n
        finally:
            closed.set()

    for endless in (numbers(), itertools.count()):
        widget = watch(endless)
        transcript = await widget
        assert [entry.kind for entry in transcript.entries] == ["notice", "notice"]
        assert transcript.entries[1].text == "It was left after 1,000 events, of which none is known."
        assert len([event async for event in widget]) == 1_000
    assert closed.is_set()


async def test_a_stream_of_nothing_says_so() -> None:
    widget = watch(iter([]))
    [notice] = (await widget).entries
    assert (notice.text, widget.status) == ("The stream ended, and no event was in it.", "done")
