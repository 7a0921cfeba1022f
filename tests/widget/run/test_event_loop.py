"""The loop that a run lives on, and calls to it from elsewhere."""

from __future__ import annotations

import asyncio

from agents_widget.agents.run_internal import background
from agents_widget.widget.run.event_loop import RunEventLoop


async def test_it_is_the_callers_where_the_run_has_none() -> None:
    loop = RunEventLoop()
    assert loop.is_current
    called: list[int] = []
    loop.call(lambda: called.append(1))
    assert called == [1]
    await loop.calls_handled()


def test_without_any_loop_it_is_the_background() -> None:
    loop, called = RunEventLoop(), []
    assert not loop.is_current
    loop.call(lambda: called.append(background.running_loop() is background.loop()))
    asyncio.run(loop.calls_handled())
    assert called == [True]


async def test_a_run_keeps_its_own_loop_while_that_runs() -> None:
    loop = RunEventLoop(background.loop())
    assert not loop.is_current
    ended = asyncio.new_event_loop()
    ended.close()
    assert RunEventLoop(ended).is_current


def test_a_loop_that_has_ended_is_replaced() -> None:
    async def main() -> RunEventLoop:
        return RunEventLoop()

    loop = asyncio.run(main())
    assert loop.is_closed
    loop.replace_if_closed()
    assert not loop.is_closed
