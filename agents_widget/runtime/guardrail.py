"""Guardrails: checks on what goes into a run and what comes out of it."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, cast, overload

from ..errors import UserError
from .context import RunContextWrapper, TContext

if TYPE_CHECKING:
    from .agent import Agent
    from .items import TResponseInputItem

T = TypeVar("T")
Verdict: TypeAlias = "GuardrailFunctionOutput | Awaitable[GuardrailFunctionOutput]"
InputCheck = Callable[
    [RunContextWrapper[Any], "Agent[Any]", "str | list[TResponseInputItem]"],
    Verdict,
]
OutputCheck = Callable[[RunContextWrapper[Any], "Agent[Any]", Any], Verdict]


@dataclass
class GuardrailFunctionOutput:
    """A guardrail's verdict: ``tripwire_triggered`` stops the run; ``output_info`` is kept for you."""

    output_info: Any
    tripwire_triggered: bool


@dataclass
class InputGuardrailResult:
    """What an input guardrail found."""

    guardrail: InputGuardrail[Any]
    output: GuardrailFunctionOutput


@dataclass
class OutputGuardrailResult:
    """What an output guardrail found about an agent's final output."""

    guardrail: OutputGuardrail[Any]
    agent_output: Any
    agent: Agent[Any]
    output: GuardrailFunctionOutput


@dataclass
class InputGuardrail(Generic[TContext]):
    """A check of the first agent's input.

    Beside the model (``run_in_parallel``, the default) text may be shown before it is found wanting;
    otherwise the model waits for the verdict.
    """

    guardrail_function: InputCheck
    name: str | None = None
    run_in_parallel: bool = True

    def get_name(self) -> str:
        """The given name, or the function's."""
        return self.name or self.guardrail_function.__name__

    async def run(
        self,
        agent: Agent[Any],
        input: str | list[TResponseInputItem],
        context: RunContextWrapper[TContext],
    ) -> InputGuardrailResult:
        """Check an input."""
        _check_callable(self.guardrail_function)
        return InputGuardrailResult(self, await _value(self.guardrail_function(context, agent, input)))


@dataclass
class OutputGuardrail(Generic[TContext]):
    """A check of the last agent's final output."""

    guardrail_function: OutputCheck
    name: str | None = None

    def get_name(self) -> str:
        """The given name, or the function's."""
        return self.name or self.guardrail_function.__name__

    async def run(
        self, context: RunContextWrapper[TContext], agent: Agent[Any], agent_output: Any
    ) -> OutputGuardrailResult:
        """Check a final output."""
        _check_callable(self.guardrail_function)
        verdict = await _value(self.guardrail_function(context, agent, agent_output))
        return OutputGuardrailResult(self, agent_output, agent, verdict)


def _check_callable(function: object) -> None:
    if not callable(function):
        raise UserError(f"A guardrail's function must be callable, got {function!r}.")


async def _value(verdict: Verdict) -> GuardrailFunctionOutput:
    value = await verdict if inspect.isawaitable(verdict) else verdict
    if not isinstance(value, GuardrailFunctionOutput):
        raise UserError(f"A guardrail must return a GuardrailFunctionOutput, got {type(value).__name__}.")
    return value


async def as_they_end(checks: Iterable[Awaitable[T]]) -> AsyncGenerator[T, None]:
    """Run checks side by side and yield what each finds; leaving early stops the others."""
    tasks = [asyncio.ensure_future(check) for check in checks]
    try:
        for task in asyncio.as_completed(tasks):
            yield await task
    finally:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@overload
def input_guardrail(func: InputCheck) -> InputGuardrail[Any]: ...
@overload
def input_guardrail(
    *, name: str | None = None, run_in_parallel: bool = True
) -> Callable[[InputCheck], InputGuardrail[Any]]: ...
def input_guardrail(
    func: InputCheck | None = None, *, name: str | None = None, run_in_parallel: bool = True
) -> InputGuardrail[Any] | Callable[[InputCheck], InputGuardrail[Any]]:
    """Make an input guardrail of a function ``(context, agent, input) -> GuardrailFunctionOutput``."""

    def decorate(function: InputCheck) -> InputGuardrail[Any]:
        return InputGuardrail(function, name or function.__name__, run_in_parallel)

    return decorate if func is None else decorate(func)


@overload
def output_guardrail(func: OutputCheck) -> OutputGuardrail[Any]: ...
@overload
def output_guardrail(*, name: str | None = None) -> Callable[[OutputCheck], OutputGuardrail[Any]]: ...
def output_guardrail(
    func: OutputCheck | None = None, *, name: str | None = None
) -> OutputGuardrail[Any] | Callable[[OutputCheck], OutputGuardrail[Any]]:
    """Make an output guardrail of a function ``(context, agent, output) -> GuardrailFunctionOutput``."""

    def decorate(function: OutputCheck) -> OutputGuardrail[Any]:
        return OutputGuardrail(function, name or cast("Any", function).__name__)

    return decorate if func is None else decorate(func)
