"""Leaving a run's stream, in whatever way: the run goes on. Cancelling who waits in it ends the run."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

import hang
import pytest

from agents_widget.agents.agent import Agent
from agents_widget.agents.result import RunResultStreaming
from agents_widget.agents.run import Runner
from agents_widget.agents.testing import ScriptedModel, function_call
from agents_widget.agents.tool import function_tool


class GatedRun:
    """A run whose tool waits until the test lets it go on."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()

        @function_tool
        async def wait() -> str:
            await self.gate.wait()
            return "waited"

        model = ScriptedModel([[function_call("wait", {}, call_id="c1")], "the end"])
        self.result: RunResultStreaming = Runner.run_streamed(
            Agent(name="A", model=model, tools=[wait]), "go"
        )

    async def final_output(self) -> Any:
        self.gate.set()
        await asyncio.wait_for(self.result.log.wait(), hang.SECONDS)
        return self.result.final_output


@pytest.fixture
async def run() -> AsyncIterator[GatedRun]:
    run = GatedRun()
    yield run
    run.result.cancel()
    await asyncio.wait_for(run.result.log.wait(), hang.SECONDS)


async def breaks(result: RunResultStreaming) -> None:
    async for _ in result.stream_events():
        break


async def fails_in_the_body(result: RunResultStreaming) -> None:
    async def read() -> None:
        async for _ in result.stream_events():
            raise LookupError

    with pytest.raises(LookupError):
        await read()


async def holds_the_iterator_until_its_loop_ends(result: RunResultStreaming) -> None:
    loop: Any = asyncio.get_running_loop()
    loop.kept = result.stream_events()
    await anext(loop.kept)


async def drops_the_iterator(result: RunResultStreaming) -> None:
    events = result.stream_events()
    await anext(events)
    del events
    gc.collect()
    await asyncio.sleep(0)


async def is_cancelled_in_the_body(result: RunResultStreaming) -> None:
    async def read() -> None:
        async for _ in result.stream_events():
            reached.set()
            await asyncio.Event().wait()

    reached = asyncio.Event()
    reader = asyncio.create_task(read())
    await reached.wait()
    reader.cancel()
    await asyncio.wait([reader])


async def leaves_a_task_in_the_body(result: RunResultStreaming) -> None:
    """``asyncio.run`` cancels it: it waits, but not for the run."""

    async def read() -> None:
        async for _ in result.stream_events():
            reached.set()
            await asyncio.Event().wait()

    reached = asyncio.Event()
    loop: Any = asyncio.get_running_loop()
    loop.kept = asyncio.create_task(read())
    await reached.wait()


async def runs_out_of_time_in_the_body(result: RunResultStreaming) -> None:
    async def read() -> None:
        async for _ in result.stream_events():
            await asyncio.Event().wait()

    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(read(), 0.01)


Leave = Callable[[RunResultStreaming], Awaitable[None]]
WAYS: list[Leave] = [
    breaks,
    fails_in_the_body,
    holds_the_iterator_until_its_loop_ends,
    drops_the_iterator,
    is_cancelled_in_the_body,
    leaves_a_task_in_the_body,
    runs_out_of_time_in_the_body,
]


def in_a_thread(leave: Leave, result: RunResultStreaming) -> None:
    async def main() -> None:
        await leave(result)

    asyncio.run(main())


@pytest.mark.parametrize("leave", WAYS, ids=lambda way: way.__name__)
async def test_leaving_on_another_loop_lets_the_run_go_on(run: GatedRun, leave: Leave) -> None:
    for _ in range(3):
        await asyncio.to_thread(in_a_thread, leave, run.result)
    assert not run.result.is_complete
    assert await run.final_output() == "the end"


@pytest.mark.parametrize("leave", WAYS, ids=lambda way: way.__name__)
async def test_leaving_on_the_runs_own_loop_lets_it_go_on(run: GatedRun, leave: Leave) -> None:
    await asyncio.create_task(_awaited(leave, run.result))
    assert not run.result.is_complete
    assert await run.final_output() == "the end"
    if (kept := vars(asyncio.get_running_loop()).pop("kept", None)) is not None and hasattr(kept, "cancel"):
        kept.cancel()


async def _awaited(leave: Leave, result: RunResultStreaming) -> None:
    await leave(result)


async def _read_all(result: RunResultStreaming) -> list[Any]:
    return [event async for event in result.stream_events()]


async def _aclose(result: RunResultStreaming) -> None:
    async with aclosing(result.stream_events()) as events:
        async for _ in events:
            break


async def _waits(result: RunResultStreaming, read: Callable[[RunResultStreaming], Awaitable[Any]]) -> None:
    """Cancel a task that waits for the run, which does not move."""
    reader = asyncio.ensure_future(read(result))
    async for event in result.log.read():
        if getattr(event, "name", "") == "tool_called":
            break
    for _ in range(20):
        await asyncio.sleep(0)
    assert not reader.done()
    reader.cancel()
    await asyncio.wait([reader])
    assert reader.cancelled()


@pytest.mark.parametrize("read", [_read_all, _aclose])
@pytest.mark.parametrize("loop", ["own", "other"])
async def test_cancelling_who_waits_cancels_the_run(run: GatedRun, loop: str, read: Any) -> None:
    if loop == "own":
        await _waits(run.result, read)
    else:
        await asyncio.to_thread(asyncio.run, _waits(run.result, read))
    assert await run.final_output() is None


async def test_a_loop_that_ends_before_its_reader_cancels_the_run(run: GatedRun) -> None:
    """``asyncio.run`` cancels the task that waits: that is what cancelling it means."""

    async def main() -> None:
        reader = asyncio.create_task(_read_all(run.result))
        await asyncio.sleep(0)
        assert not reader.done()

    await asyncio.to_thread(asyncio.run, main())
    assert await run.final_output() is None


async def test_closing_waits_for_the_run_on_another_loop(run: GatedRun) -> None:
    begun = threading.Event()

    async def main() -> None:
        async with aclosing(run.result.stream_events()) as events:
            async for _ in events:
                begun.set()
                break
        assert run.result.final_output == "the end"

    closing = asyncio.create_task(asyncio.to_thread(asyncio.run, main()))
    assert await asyncio.to_thread(begun.wait, hang.SECONDS)
    assert not closing.done()
    assert await run.final_output() == "the end"
    await closing


async def test_readers_on_three_loops_get_every_event_while_others_leave(run: GatedRun) -> None:
    readers = [asyncio.create_task(asyncio.to_thread(asyncio.run, _read_all(run.result))) for _ in range(3)]
    await asyncio.gather(*(asyncio.to_thread(in_a_thread, breaks, run.result) for _ in range(3)))
    assert await run.final_output() == "the end"
    assert await asyncio.gather(*readers) == [list(run.result.log.events)] * 3


async def test_an_iterator_that_is_over_stays_over(run: GatedRun) -> None:
    events = run.result.stream_events()
    await anext(events)
    closing = asyncio.create_task(events.aclose())
    await run.final_output()
    await closing
    assert [event async for event in events] == []
    await events.aclose()
