"""Functions that answer an input: ``async def ask(question): ...``, run as agents are."""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncGenerator, Iterable
from typing import Any, NamedTuple

from ..agents.run_internal.tool_threads import call_in_thread
from ..transcript.fields import as_text
from . import events
from .agent_runner import AgentRunner, Input
from .base import Ability, Adapter, Options


class FunctionOutput(NamedTuple):
    """What a function returned, as the result of its run."""

    final_output: Any


class FunctionAdapter(Adapter):
    """A call of a function. What it returns is the answer; a result of a run gives its final output."""

    abilities: tuple[Ability, ...] = ("stop",)

    def __init__(self, function: Any, given: Any) -> None:
        super().__init__(function)
        self._given = given
        self.input = given if isinstance(given, str) else as_text(given)

    async def events(self) -> AsyncGenerator[Any, None]:
        """Call the function, and tell its answer. One that is no coroutine function runs in a thread."""
        if _is_async(self.source):
            answer = await self.source(self._given)
        else:
            answer = await call_in_thread(self.source, self._given)
            if inspect.isawaitable(answer):
                answer = await answer
        self.result = answer if hasattr(answer, "final_output") else FunctionOutput(answer)
        yield self.result

    def translate(self, event: Any) -> Iterable[Any]:
        """Show the answer as a message."""
        output = event.final_output
        return () if output is None else (events.answer(as_text(output)),)


class FunctionRunner(AgentRunner):
    """Runs a function that takes the input and returns the answer."""

    framework = "A function"
    takes = frozenset()
    tells_usage = False

    @classmethod
    def matches(cls, agent: Any) -> bool:
        """Whether it is a function or a method, called with the input; or a ``functools.partial`` of one."""
        is_function = inspect.isroutine(agent) or isinstance(agent, functools.partial)
        return is_function and not (inspect.isgeneratorfunction(agent) or inspect.isasyncgenfunction(agent))

    @classmethod
    def check(cls, agent: Any, options: Options) -> None:
        """Raise ``TypeError`` for a function that cannot be called with the input alone."""
        super().check(agent, options)
        try:
            # Not of what is below a decorator, which may give the rest.
            signature = inspect.signature(agent, follow_wrapped=False)
        except (TypeError, ValueError):  # of a function written in C
            return
        try:
            signature.bind("input")
        except TypeError as error:
            raise TypeError(
                f"The function {_name_of(agent)} is called with the input alone: {error}. "
                "functools.partial gives it more, a default may stand for what is left out."
            ) from None

    @classmethod
    def start(cls, agent: Any, input: Input, options: Options) -> FunctionAdapter:
        """Begin a call."""
        return FunctionAdapter(agent, input)


def _name_of(function: Any) -> str:
    return str(getattr(function, "__name__", function))


def _is_async(function: Any) -> bool:
    return inspect.iscoroutinefunction(inspect.unwrap(function))
