"""Runs of agents inside tools: their events are forwarded to the run around them."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextvars import ContextVar
from typing import Any, NamedTuple

from ...transcript.fields import list_field, real_id, text_field, type_name
from .messages import responses_in


class InnerRun:
    """A run of an agent inside a tool, as its ``RunContext`` tells it."""

    model_name = ""
    writes_json = False
    prompt = ""
    earlier_calls = ()

    def __init__(self, ctx: Any) -> None:
        self.agent_name = text_field(ctx.agent, "name") or "agent"
        self._messages = list_field(ctx, "messages")
        self._earlier = len(responses_in(self._messages))
        """How many responses the conversation had before."""

    def update(self, ctx: Any) -> None:
        """Take note of the messages so far."""
        self._messages = list_field(ctx, "messages")

    def responses(self) -> Sequence[Any]:
        """Give the model's responses so far."""
        return responses_in(self._messages)[self._earlier :]


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


def frames() -> Iterator[Any]:
    """Give the local variables of the callers that are pydantic-ai's objects, the nearest caller first."""
    frame = sys._getframe(1)
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if type(value).__module__.partition(".")[0] == "pydantic_ai":
                yield value
        frame = frame.f_back  # type: ignore[assignment]


def _call_around() -> str:
    """Find the id of the call whose tool calls: pydantic-ai's frames around it have its ``RunContext``.

    The outermost is meant, since each tool runs in a task of its own.
    """
    ids = (real_id(value.tool_call_id) for value in frames() if type_name(value) == "RunContext")
    return next(reversed([each for each in ids if each]), "")
