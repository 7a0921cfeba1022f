"""Closing a widget: nothing of it is left."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any

import ipywidgets
from answers import text
from ipywidgets.widgets import widget as registry
from loopback import LoopbackServer
from watched import joker, stream

from agents_widget.widget.watch import watch


def parts(widget: Any) -> list[weakref.ref[Any]]:
    """A widget and what it consists of."""
    controller = widget._controller
    kept = (widget, widget.layout, controller, controller.channel, widget.tape, controller.log)
    return [weakref.ref(part) for part in kept]


def alive(references: list[weakref.ref[Any]]) -> list[Any]:
    gc.collect()
    return [part for reference in references if (part := reference()) is not None]


async def test_a_closed_widget_is_freed_with_all_its_parts() -> None:
    before = dict(registry._instances)
    widget = watch(stream())
    await widget
    references = parts(widget)
    widget.close()
    assert registry._instances == before
    del widget
    await asyncio.sleep(0)
    assert alive(references) == []


async def test_a_widget_closed_in_mid_run_is_freed(loopback: LoopbackServer) -> None:
    loopback.answer(text("Hello"))
    widget = watch(joker(loopback), "Hi")
    references = parts(widget)
    log = widget._controller.log
    widget.close()
    await log.wait()
    del widget, log
    while alive(references):
        await asyncio.sleep(0)


async def test_a_layout_of_the_users_stays_when_a_widget_is_closed() -> None:
    shared = ipywidgets.Layout()
    widget = watch(stream())
    widget.layout = shared
    await widget
    widget.close()
    assert shared.model_id in registry._instances
    shared.close()


async def test_what_is_kept_of_a_run_grows_with_its_rows_and_not_with_its_deltas() -> None:
    async def deltas(count: int) -> Any:
        for _ in range(count):
            yield {"type": "response.output_text.delta", "output_index": 0, "item_id": "m1", "delta": "word "}

    widget = watch(deltas(5000))
    await widget
    tape = widget.tape
    assert sum(len(row.patches) for row in tape.rows) <= 10 * len(tape.rows)
    assert len(widget._controller.recorder._records) <= 10
    assert len(widget._controller.recorder._deltas) == 0
