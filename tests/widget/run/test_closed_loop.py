"""A run whose event loop was closed, or stands still: who waits for it is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import answers
import hang
import pytest
from loopback import LoopbackServer
from watched import EVENTS, joker

from agents_widget import Agent, Runner, function_tool
from agents_widget.testing import ScriptedModel, call
from agents_widget.widget.watch import watch

CLOSED = "event loop of this run was closed before the run had ended"
STANDS_STILL = "event loop of this run does not run any more"
RUNS = ["iterator", "runner"]


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


async def _endless() -> AsyncIterator[dict[str, Any]]:
    yield EVENTS[0]
    await asyncio.Event().wait()


def _begun(loop: asyncio.AbstractEventLoop, loopback: LoopbackServer, run: str) -> Any:
    """A widget whose run is in the middle, on a loop that stands still now."""
    loopback.answer(answers.respond(answers.text("Hi"), gates={"response.completed": answers.Gate()}))

    async def begin() -> Any:
        source = _endless() if run == "iterator" else Runner.run_streamed(joker(loopback), "Hi")
        widget = watch(source)
        async for _ in widget:
            break
        return widget

    return loop.run_until_complete(begin())


async def _wait(widget: Any) -> Any:
    return await widget


async def _read(widget: Any) -> list[Any]:
    return [event async for event in widget]


WAITING: list[Callable[[Any], Any]] = [
    lambda widget: widget.result(),
    lambda widget: asyncio.run(_wait(widget)),
    lambda widget: asyncio.run(_read(widget)),
]


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("wait", WAITING)
def test_who_waits_for_a_run_on_a_closed_loop_is_told(
    loop: asyncio.AbstractEventLoop, loopback: LoopbackServer, run: str, wait: Callable[[Any], Any]
) -> None:
    widget = _begun(loop, loopback, run)
    tasks = asyncio.all_tasks(loop)
    loop.close()
    with pytest.raises(RuntimeError, match=CLOSED):
        wait(widget)
    assert widget.transcript.status == "failed"
    assert widget.transcript.entries[-1].kind == "error"
    with pytest.raises(RuntimeError, match=CLOSED):
        widget.result()  # again
    _forget(tasks)


@pytest.mark.parametrize("wait", WAITING)
def test_who_waits_for_a_run_on_a_loop_that_stands_still_is_told(
    loop: asyncio.AbstractEventLoop, loopback: LoopbackServer, wait: Callable[[Any], Any]
) -> None:
    widget = _begun(loop, loopback, "iterator")
    with pytest.raises(RuntimeError, match=STANDS_STILL):
        wait(widget)
    assert widget.transcript.status == "running"
    widget.stop()
    loop.run_until_complete(_wait(widget))  # it can go on
    assert widget.transcript.status == "cancelled"


def test_a_loop_that_is_closed_while_somebody_waits(loopback: LoopbackServer) -> None:
    loop = asyncio.new_event_loop()
    started: list[Any] = []
    close = threading.Event()

    async def begin() -> None:
        started.append(watch(_endless()))
        await asyncio.to_thread(close.wait, hang.SECONDS)

    def live() -> None:
        loop.run_until_complete(begin())
        started.append(asyncio.all_tasks(loop))
        loop.close()

    thread = threading.Thread(target=live)
    thread.start()
    while not started:
        thread.join(0.01)
    threading.Timer(0.1, close.set).start()
    with pytest.raises(RuntimeError, match=CLOSED):
        started[0].result()
    thread.join(hang.SECONDS)
    _forget(started[1])


def test_stopping_a_run_on_a_closed_loop_ends_it(
    loop: asyncio.AbstractEventLoop, loopback: LoopbackServer
) -> None:
    widget = _begun(loop, loopback, "iterator")
    tasks = asyncio.all_tasks(loop)
    loop.close()
    widget.stop()
    assert widget.transcript.status == "cancelled"
    assert widget.result() is widget.transcript
    widget.pause()  # nothing to do
    widget.allow(tokens=3)
    _forget(tasks)


def test_a_conversation_goes_on_after_its_loop_was_closed(
    loop: asyncio.AbstractEventLoop,
) -> None:
    called = asyncio.Event()

    @function_tool
    async def look() -> str:
        called.set()
        await asyncio.Event().wait()
        return "never"

    async def begin() -> Any:
        agent = Agent(name="Ada", tools=[look], model=ScriptedModel([call("look"), "Here."]))
        widget = watch(Runner.run_streamed(agent, "Hi"))
        await called.wait()
        return widget

    widget = loop.run_until_complete(begin())
    tasks = asyncio.all_tasks(loop)
    loop.close()
    widget.say("Are you there?")
    assert widget.result().final_output == "Here."
    _forget(tasks)


def _forget(tasks: set[asyncio.Task[Any]]) -> None:
    """What is left of tasks that can neither go on nor end is not what is tested here."""
    for task in tasks:
        task._log_destroy_pending = False  # type: ignore[attr-defined]
