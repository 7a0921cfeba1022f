"""A row of a grid as a run that can be looked at."""

from __future__ import annotations

from ..sources.recording import RecordingAdapter
from ..transcript.tape import Tape
from ..widget.channel import Send, discard
from ..widget.run.controller import RunController


def follow_tape(tape: Tape, send: Send = discard) -> RunController:
    """Give the controller of a run that has ended, as ``watch(tape)`` does."""
    adapter = RecordingAdapter(tape)
    controller = RunController(send=send, tape=adapter.tape)
    controller.follow(adapter)
    return controller
