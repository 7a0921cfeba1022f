"""What the views are sent while none was heard of."""

from __future__ import annotations

from agents_widget.transcript.schema import Patch
from agents_widget.widget.commands import Commands
from agents_widget.widget.run.controller import RunController
from agents_widget.widget.views import Views


async def test_a_view_that_was_not_heard_of_is_told_all_now_and_then() -> None:
    """A kernel that is busy does not hear a view ask for what a host lost before it came."""
    told: list[int] = []
    views = Views(lambda _: None, refresh=lambda: told.append(controller.channel.seq))
    controller = RunController(send=views.send)
    commands = Commands(controller, views)
    for n in range(20):
        controller.channel.put([Patch("set", ("detail",), str(n))])
        controller.channel.flush()
    assert told == [8, 16]
    commands.receive({"type": "hello"})
    for n in range(20):
        controller.channel.put([Patch("set", ("detail",), str(n))])
        controller.channel.flush()
    assert told == [8, 16]
