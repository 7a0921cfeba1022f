"""Readers of a run when an event loop is closed under it, or under one of them."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import hang
import pytest
from hypothesis import given, strategies as st

from agents_widget import Agent, Runner, function_tool
from agents_widget.agents.exceptions import AgentsException
from agents_widget.agents.run_internal.event_log import EventLog
from agents_widget.testing import ScriptedModel, call
from agents_widget.widget.watch import watch

CLOSED = "event loop of this run was closed before the run had ended"


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as pool:
        yield pool


class Held:
    """A run that is in the middle of a tool, on a loop that the test closes, or lets go on."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.go_on = asyncio.Event()
        called = asyncio.Event()

        @function_tool
        async def wait() -> str:
            """Wait for the test."""
            called.set()
            await self.go_on.wait()
            return "went on"

        async def begin() -> Any:
            agent = Agent(name="Ada", tools=[wait], model=ScriptedModel([call("wait"), "Here."]))
            result = Runner.run_streamed(agent, "Hi")
            await called.wait()
            return result

        self.result = self.loop.run_until_complete(begin())

    def close(self) -> None:
        """Close the loop with the run in it; that asyncio warns of its task is not what is tested here."""
        for task in asyncio.all_tasks(self.loop):
            task._log_destroy_pending = False  # type: ignore[attr-defined]
        self.loop.close()

    def finish(self) -> None:
        """Let the run go on to its end."""
        self.go_on.set()
        self.loop.run_until_complete(self.result.log.wait())
        self.loop.close()


async def read(events: AsyncIterator[Any], joined: threading.Event) -> list[Any]:
    seen = []
    async for event in events:
        seen.append(event)
        joined.set()
    return seen


def read_elsewhere(
    pool: ThreadPoolExecutor, events: Callable[[], AsyncIterator[Any]]
) -> tuple[Future[list[Any]], threading.Event]:
    """Read on another thread's loop; gives the reading, and what is set once it has read something."""
    joined = threading.Event()
    return pool.submit(lambda: asyncio.run(read(events(), joined))), joined


def test_who_reads_elsewhere_is_told_that_the_runs_loop_was_closed(pool: ThreadPoolExecutor) -> None:
    held = Held()
    readings = [read_elsewhere(pool, stream) for stream in (held.result.stream_events, held.result.log.read)]
    waiting = pool.submit(lambda: asyncio.run(asyncio.wait_for(held.result.log.wait(), hang.SECONDS)))
    for _, joined in readings:
        assert joined.wait(hang.SECONDS)
    held.close()
    for reading, _ in readings:
        with pytest.raises(AgentsException, match=CLOSED):
            reading.result(hang.SECONDS)
    waiting.result(hang.SECONDS)
    assert held.result.is_complete
    late, joined = read_elsewhere(pool, held.result.stream_events)  # it gets what there was, and the error
    with pytest.raises(AgentsException, match=CLOSED):
        late.result(hang.SECONDS)
    assert joined.is_set()


def test_a_run_that_was_cancelled_on_a_closed_loop_just_ends(pool: ThreadPoolExecutor) -> None:
    held = Held()
    held.close()
    held.result.cancel()
    reading, _ = read_elsewhere(pool, held.result.stream_events)
    assert reading.result(hang.SECONDS)
    assert held.result.run_loop_exception is None


def test_who_reads_a_widget_elsewhere_is_told(pool: ThreadPoolExecutor) -> None:
    held = Held()

    async def show() -> Any:
        return watch(held.result)

    widget = held.loop.run_until_complete(show())
    # The widget refuses readers while the loop stands still: this one came while it ran.
    reading, joined = read_elsewhere(pool, widget._controller.log.read)
    assert joined.wait(hang.SECONDS)
    held.close()
    with pytest.raises(RuntimeError, match=CLOSED):
        reading.result(hang.SECONDS)
    assert widget.transcript.status == "failed"
    assert widget.transcript.entries[-1].kind == "error"


def test_a_run_whose_loop_was_closed_is_kept_by_nobody() -> None:
    held = Held()
    held.close()
    kept = weakref.ref(held.result)
    with pytest.raises(AgentsException, match=CLOSED):
        asyncio.run(read(held.result.stream_events(), threading.Event()))
    del held
    gc.collect()
    assert kept() is None


def leave_a_reader(stream: Callable[[], AsyncIterator[Any]]) -> weakref.ref[asyncio.Task[Any]]:
    """Have a reader wait on a loop, and close that loop: nothing can wake the reader any more."""
    loop = asyncio.new_event_loop()
    joined = threading.Event()
    task = loop.create_task(read(stream(), joined))
    task._log_destroy_pending = False  # type: ignore[attr-defined]

    async def until_it_waits() -> None:
        while not joined.is_set():
            await asyncio.sleep(0)
        for _ in range(5):
            await asyncio.sleep(0)

    loop.run_until_complete(until_it_waits())
    loop.close()
    return weakref.ref(task)


@pytest.mark.parametrize("reader", ["stream_events", "log"])
def test_a_reader_whose_own_loop_is_closed_is_forgotten(
    caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder, reader: str
) -> None:
    held = Held()
    stream = held.result.stream_events if reader == "stream_events" else held.result.log.read
    left = [leave_a_reader(stream) for _ in range(3)]
    held.finish()
    assert held.result.final_output == "Here."
    assert not held.result.steering.cancelled
    gc.collect()
    assert [task() for task in left] == [None, None, None]
    assert not held.result.log._appended.waiting
    events = asyncio.run(read(held.result.stream_events(), threading.Event()))
    assert events == list(held.result.log.events)
    assert not caplog.records
    assert [str(each.message) for each in recwarn.list] == []


@given(st.lists(st.sampled_from(["append", "leave", "join"]), max_size=8))
def test_readers_left_on_closed_loops_hold_up_nobody(steps: list[str]) -> None:
    """Whatever comes between: who reads on gets every event, and nothing of those who left is kept."""
    log: EventLog[int] = EventLog()
    log.append(0)

    async def play() -> None:
        readings = []
        for step in steps:
            if step == "append":
                log.append(len(log.events))
            elif step == "leave":
                await asyncio.to_thread(leave_a_reader, log.read)
            else:
                readings.append(asyncio.create_task(read(log.read(), threading.Event())))
            await asyncio.sleep(0)
        log.close()
        for reading in readings:
            assert await reading == list(log.events)

    asyncio.run(play())
    assert not log._appended.waiting
    assert not log._closed.waiting
