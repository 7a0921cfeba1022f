"""A run that somebody else starts: its events come to an ``event_stream_handler``."""

from __future__ import annotations

import asyncio
import warnings
import weakref
from collections.abc import AsyncGenerator, AsyncIterable, Sequence
from functools import partial
from typing import Any

from typing_extensions import Self

from ...agents.run_internal.event_log import EventLog
from ...transcript.fields import text_field
from ..base import Ability, Options, RunOutcome
from .adapter import PydanticAIAdapter
from .inner_run import OUTER, InnerEvent, InnerRun, Outer, running
from .messages import is_interrupted, responses_in
from .run_call import shown_prompt


class EventStreamHandler:
    """Shows a run of pydantic-ai that is not started by ``watch``.

    Give it to ``watch`` and to the run::

        handler = EventStreamHandler()
        widget = watch(handler)
        result = await agent.run("Hello", event_stream_handler=handler)

    Inside a tool of a run that is watched, ``sub_agent.run(..., event_stream_handler=EventStreamHandler())``
    shows that agent's run in the tool's row.
    """

    def __init__(self) -> None:
        self.received: EventLog[Any] = EventLog()
        """The events of the run."""
        self.ctx: Any = None
        """The run's ``RunContext``, as it was handed over last."""
        self.is_stopped = False
        self._run_id: Any = None
        self._inner: dict[Any, InnerRun] = {}
        """Runs inside tools, by their ids."""

    async def __call__(self, ctx: Any, events: AsyncIterable[Any]) -> None:
        """Take the events of one step of a run: pydantic-ai calls this for each."""
        outer = OUTER.get()
        if outer is not None and (self._run_id is None or ctx.run_id != self._run_id):
            await self._forward(outer.found(), ctx, events)
        elif self._run_id is None or ctx.run_id == self._run_id:
            await self._follow(ctx, events)
        else:
            warnings.warn(
                "This EventStreamHandler has shown a run already, and does not show another. Make one for "
                "each run: handler = EventStreamHandler(); watch(handler).",
                stacklevel=2,
            )

    async def _follow(self, ctx: Any, events: AsyncIterable[Any]) -> None:
        if self._run_id is None:
            self._begin(ctx)
        self.ctx = ctx
        token = OUTER.set(Outer(self._put))
        try:
            async for event in events:
                self._append(event)
        except BaseException as error:
            self.received.close(error)
            raise
        finally:
            OUTER.reset(token)

    def _begin(self, ctx: Any) -> None:
        """Begin the run.

        Nobody says when it ends. What runs it is let go of then, and if an error keeps that, its task ends.
        """
        self._run_id = ctx.run_id
        close = partial(_close, weakref.ref(self.received))
        if (run := running()) is not None:
            weakref.finalize(run, close)
        if (task := asyncio.current_task()) is not None:
            task.add_done_callback(lambda _: close())

    def _append(self, event: Any) -> None:
        if self.is_stopped:
            raise asyncio.CancelledError("The run was stopped in the widget.")
        if not self.received.closed:  # its widget may have been stopped
            self.received.append(event)

    async def _put(self, event: InnerEvent) -> None:
        self._append(event)

    async def _forward(self, outer: Outer, ctx: Any, events: AsyncIterable[Any]) -> None:
        """Forward the events of a run inside a tool to the run around it."""
        run = self._inner.setdefault(ctx.run_id, InnerRun(ctx))
        run.update(ctx)

        async def put(event: Any) -> None:
            if outer.call_id:
                await outer.put(InnerEvent(outer.call_id, run, event))

        count = 0
        token = OUTER.set(Outer(put))
        try:
            async for event in events:
                count += 1
                await put(event)
        finally:
            OUTER.reset(token)
        if count == 0:
            await put(None)


def _close(log: weakref.ref[EventLog[Any]]) -> None:
    if (open_log := log()) is not None:
        open_log.close()


class EventStreamHandlerAdapter(PydanticAIAdapter):
    """The run that an ``EventStreamHandler`` is handed the events of."""

    abilities: tuple[Ability, ...] = ("stop",)
    source: EventStreamHandler

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether it is such a handler."""
        return isinstance(source, EventStreamHandler)

    @classmethod
    def create(cls, source: Any, options: Options) -> Self:
        """Make the adapter."""
        return cls(source)

    @property
    def agent_name(self) -> str:
        """The name of the agent, once the run has begun."""
        return text_field(getattr(self.source.ctx, "agent", None), "name") or "agent"

    @property
    def prompt(self) -> str:
        """What was asked."""
        asked = shown_prompt(getattr(self.source.ctx, "prompt", None))
        return asked if isinstance(asked, str) else ""

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read what the handler is handed."""
        try:
            async for event in self.source.received.read():
                yield event
        except BaseException as error:  # noqa: BLE001 - it is raised again, or a cancellation
            self._end_by(error)

    def stop(self, *, after_turn: bool) -> bool:
        """Cancel the run; 1.x ends by a ``CancelledError`` at its next event."""
        self.source.is_stopped = self._was_cancelled = True
        ctx = self.source.ctx
        if ctx is None or not hasattr(ctx, "cancel"):
            return False
        ctx.cancel()
        return True

    @property
    def outcome(self) -> RunOutcome:
        """Cancelled, if somebody stopped it: also by leaving the block of ``run_stream`` too early."""
        return "cancelled" if any(map(is_interrupted, self.responses())) else super().outcome

    def responses(self) -> Sequence[Any]:
        """Give the model's responses so far."""
        return responses_in(getattr(self.source.ctx, "messages", ()))
