"""The tool calls that are under way on a server: their time limits, and the questions within them."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

import anyio

from ..tool_context import ToolContext
from ..tool_questions import ToolAnswer, ToolQuestion

T = TypeVar("T")

calling: ContextVar[ToolContext[Any] | None] = ContextVar("calling", default=None)
"""The context of the tool call of a run that ``MCPServer.call_tool`` is called for."""
current: ContextVar[RunningCall | None] = ContextVar("current", default=None)
"""The call that a server's question belongs to, where that is known."""


class CallTimeoutError(Exception):
    """A call took longer than its limit; the server was told that nobody waits for it."""


@dataclass(eq=False)
class RunningCall:
    """One call: its context in a run, if it belongs to one, and its limit in seconds."""

    context: ToolContext[Any] | None
    limit: float | None
    questions: int = 0
    """How many of its questions wait for an answer."""
    _scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    _left: float = math.inf

    async def within_limit(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do the work of the call. Raises ``CallTimeoutError`` at its limit.

        The time in which a person is asked does not count.
        """
        limit = math.inf if self.limit is None else self.limit
        self._scope = anyio.CancelScope(deadline=anyio.current_time() + limit)
        token = current.set(self)
        try:
            with self._scope:
                return await work()
            raise CallTimeoutError
        finally:
            current.reset(token)

    async def ask(self, question: ToolQuestion) -> ToolAnswer:
        """Ask who watches the run; where nobody does, nobody answers."""
        if self.context is None:
            return ToolAnswer("cancel")
        self._hold_clock()
        try:
            return await self.context.ask(question)
        finally:
            self._release_clock()

    def report(self, progress: float, total: float | None, message: str | None) -> None:
        """Report how far the call has come."""
        if self.context is None:
            return
        share = progress / total if total else None
        fits = share is not None and math.isfinite(share)
        fraction = min(max(share, 0.0), 1.0) if share is not None and fits else None
        self.context.progress(fraction, message)

    def _hold_clock(self) -> None:
        if self.questions == 0:
            self._left = self._scope.deadline - anyio.current_time()
            self._scope.deadline = math.inf
        self.questions += 1

    def _release_clock(self) -> None:
        self.questions -= 1
        if self.questions == 0:
            self._scope.deadline = anyio.current_time() + self._left


class RunningCalls:
    """The calls under way on one server."""

    def __init__(self) -> None:
        self._calls: list[RunningCall] = []

    async def run(self, call: RunningCall, work: Callable[[], Awaitable[T]]) -> T:
        """Do the work of a call."""
        self._calls.append(call)
        try:
            return await call.within_limit(work)
        finally:
            self._calls.remove(call)

    async def ask(self, question: ToolQuestion) -> ToolAnswer:
        """Ask a question of the server, in the call that it belongs to.

        A protocol before 2026-07-28 does not say which: then it is the first that asks nothing yet.
        """
        call = current.get() or min(self._calls, key=lambda each: each.questions, default=None)
        if call is None:
            return ToolAnswer("cancel")
        return await call.ask(question)
