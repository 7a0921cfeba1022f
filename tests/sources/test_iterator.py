"""Iterators of events: asynchronous, ordinary, and lists."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import hang
from watched import EVENTS, said, stream

from agents_widget.widget.watch import watch


async def test_an_async_iterator() -> None:
    widget = watch(stream())
    assert (await widget).status == "done"
    assert said(widget) == [("message", "Hello")]


async def test_an_ordinary_iterator_which_may_wait_without_holding_up_the_loop() -> None:
    loop, ticks = asyncio.get_running_loop(), []

    def slow() -> Iterator[dict[str, Any]]:
        for event in EVENTS:
            ticked = asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop)
            ticked.result(hang.SECONDS)  # would wait for ever if the loop were waiting for this iterator
            ticks.append(1)
            yield event

    widget = watch(slow())
    await widget
    assert said(widget) == [("message", "Hello")]
    assert len(ticks) == len(EVENTS)


def test_a_list_without_any_loop_is_read_in_the_background() -> None:
    widget = watch(EVENTS)
    assert widget.result().status == "done"
    assert said(widget) == [("message", "Hello")]


async def test_stopping_a_generator_that_waits_does_not_wait_for_it() -> None:
    waits, go_on, closed = threading.Event(), threading.Event(), threading.Event()

    def slow() -> Iterator[dict[str, Any]]:
        try:
            yield EVENTS[0]
            waits.set()
            go_on.wait()
            yield EVENTS[1]
        finally:
            closed.set()

    widget = watch(slow())
    await asyncio.to_thread(waits.wait)
    widget.stop()
    assert (await widget).status == "cancelled"
    assert not closed.is_set()  # it is at work on its thread, which closes it then
    go_on.set()
    assert await asyncio.to_thread(closed.wait, hang.SECONDS)
