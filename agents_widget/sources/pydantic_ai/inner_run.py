"""Runs of agents inside tools: their events are forwarded to the run around them."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextvars import ContextVar
from types import FrameType
from typing import Any, NamedTuple

from ...transcript.fields import field, list_field, real_id, text_field, type_name
from .messages import responses_in


class InnerRun:
    """A run of an agent inside a tool, as its ``RunContext`` tells it."""

    model_name = ""
    writes_json = False
    prompt = ""
    earlier_calls = ()

    def __init__(self, ctx: Any) -> None:
        self.agent_name = text_field(ctx.agent, "name") or "agent"
        self._ctx = ctx
        self._earlier = len(self._all_responses())
        """How many responses the conversation had before."""

    def update(self, ctx: Any) -> None:
        """Take the context as it was handed over last, which has the messages so far."""
        self._ctx = ctx

    def responses(self) -> Sequence[Any]:
        """Give the model's responses so far."""
        return self._all_responses()[self._earlier :]

    def _all_responses(self) -> list[Any]:
        return responses_in(list_field(self._ctx, "messages"))


class InnerEvent(NamedTuple):
    """An event of a run inside a tool."""

    call_id: str
    """Of the tool's call, in the run around it."""
    run: InnerRun
    event: Any
    """The event, which may be an ``InnerEvent``; None where a step of the run has ended without any."""


class Outer(NamedTuple):
    """The run around: where a run inside one of its tools forwards its events to."""

    put: Callable[[InnerEvent], Awaitable[None]]
    call_id: str = ""
    """Of the tool's call; "" while that is to be found."""

    def found(self) -> Outer:
        """Give it with the call that the caller is inside of."""
        return self if self.call_id else self._replace(call_id=_call_around())


OUTER: ContextVar[Outer | None] = ContextVar("agents_widget_outer_run", default=None)
"""The watched run that code runs inside a tool of."""


def running() -> Any:
    """Give what is let go of when the run ends that the caller is called by; None where it is not found.

    That is its ``AgentRun``, which a result of ``run_stream`` keeps: there it is the generator of its
    ``async with`` block.
    """
    for frame in _frames():
        run = next((value for value in _values(frame) if type_name(value) == "AgentRun"), None)
        if run is not None:
            block = field(frame.f_back and frame.f_back.f_locals.get("self"), "gen")
            return block if field(block, "ag_frame") is frame else run
    return None


def _frames() -> Iterator[FrameType]:
    """Give the callers of the caller, the nearest first: its own frame would keep itself, and all it has."""
    frame = sys._getframe(1).f_back
    while frame is not None:
        yield frame
        frame = frame.f_back


def _values(frame: FrameType) -> Iterator[Any]:
    """Give the local variables of a caller that are pydantic-ai's objects."""
    for value in list(frame.f_locals.values()):
        if type(value).__module__.partition(".")[0] == "pydantic_ai":
            yield value


def _call_around() -> str:
    """Find the id of the call whose tool calls: pydantic-ai's frames around it have its ``RunContext``.

    The outermost is meant, since each tool runs in a task of its own.
    """
    values = (value for frame in _frames() for value in _values(frame))
    ids = (real_id(value.tool_call_id) for value in values if type_name(value) == "RunContext")
    return next(reversed([each for each in ids if each]), "")
