"""Waiting for those who handle a run's events, and for nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import hang
import pytest

from agents_widget.agents.run_internal.event_log import EventLog
from agents_widget.agents.run_internal.event_readers import EventReaders


class Stream:
    """A log whose readers acknowledge, as those of a run do."""

    def __init__(self) -> None:
        self.log: EventLog[str] = EventLog()
        self.readers = EventReaders()
        self.handled: list[str] = []

    async def events(self) -> AsyncIterator[str]:
        reader = self.readers.join()
        async for event in self.log.read():
            yield event
            reader.acknowledge()

    async def caught_up(self) -> None:
        await asyncio.wait_for(self.readers.caught_up(len(self.log.events)), hang.SECONDS)


@pytest.fixture
async def stream() -> AsyncIterator[Stream]:
    stream = Stream()
    others = asyncio.all_tasks()
    yield stream
    stream.log.close()
    tasks = asyncio.all_tasks() - others - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.parametrize("steps", [0, 1, 5, 50])
async def test_who_was_woken_is_waited_for(stream: Stream, steps: int) -> None:
    async def read() -> None:
        async for event in stream.events():
            for _ in range(steps):
                await asyncio.sleep(0)
            stream.handled.append(event)

    reader = asyncio.create_task(read())
    stream.log.append("one")
    await stream.caught_up()
    assert stream.handled == ["one"]
    stream.log.append("two")
    stream.log.append("three")
    await stream.caught_up()
    assert stream.handled == ["one", "two", "three"]
    assert not reader.done()


async def test_who_waits_for_something_else_is_not_waited_for(stream: Stream) -> None:
    go_on = asyncio.Event()

    async def read() -> None:
        async for event in stream.events():
            await go_on.wait()
            stream.handled.append(event)

    reader = asyncio.create_task(read())
    stream.log.append("one")
    await stream.caught_up()
    assert stream.handled == []
    go_on.set()
    await stream.caught_up()  # what it waited for is there: it goes on by itself
    assert stream.handled == ["one"]
    assert not reader.done()


async def test_who_waits_actively_is_not_waited_for_for_ever(stream: Stream) -> None:
    async def read() -> None:
        async for event in stream.events():
            while not stream.log.closed:
                await asyncio.sleep(0)
            stream.handled.append(event)

    reader = asyncio.create_task(read())
    stream.log.append("one")
    await stream.caught_up()
    assert stream.handled == []
    stream.log.close()
    await reader
    assert stream.handled == ["one"]


async def test_who_reads_by_tasks_of_its_own_is_waited_for(stream: Stream) -> None:
    async def read() -> None:
        events = stream.events()
        while True:
            # In a task of its own before Python 3.12.
            event = await asyncio.wait_for(anext(events), hang.SECONDS)
            await asyncio.sleep(0)
            stream.handled.append(event)

    reader = asyncio.create_task(read())
    stream.log.append("one")
    await stream.caught_up()
    stream.log.append("two")
    await stream.caught_up()
    assert stream.handled == ["one", "two"]
    assert not reader.done()


async def test_who_has_left_is_not_waited_for(stream: Stream) -> None:
    stream.log.append("one")
    kept = stream.events()
    async for event in kept:
        stream.handled.append(event)
        break
    await stream.caught_up()  # by the task that reads itself: it waits here
    await kept.aclose()  # type: ignore[attr-defined]
    stream.log.append("two")
    await stream.caught_up()
    assert stream.handled == ["one"]


async def test_without_readers_nobody_is_waited_for(stream: Stream) -> None:
    stream.log.append("one")
    await stream.caught_up()
    assert stream.handled == []
