"""Guardrails: checks of a run's input and of its final output."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, cast, overload

from typing_extensions import TypeVar

from .callbacks import maybe_await_as
from .config_checks import check_names
from .exceptions import UserError
from .run_context import RunContextWrapper, TContext

if TYPE_CHECKING:
    from .agent import Agent
    from .items import TResponseInputItem

T = TypeVar("T")
CheckT = TypeVar("CheckT")
CheckT_contra = TypeVar("CheckT_contra", contravariant=True)
GuardrailT_co = TypeVar("GuardrailT_co", covariant=True)


@dataclass
class GuardrailFunctionOutput:
    """A guardrail's verdict: ``tripwire_triggered`` ends the run; ``output_info`` is kept for you."""

    output_info: Any
    tripwire_triggered: bool


Verdict: TypeAlias = "GuardrailFunctionOutput | Awaitable[GuardrailFunctionOutput]"
InputCheck: TypeAlias = (
    "Callable[[RunContextWrapper[Any], Agent[Any], str | list[TResponseInputItem]], Verdict]"
)
OutputCheck: TypeAlias = "Callable[[RunContextWrapper[Any], Agent[Any], Any], Verdict]"


@dataclass
class GuardrailBase(Generic[CheckT]):
    """A function that checks something, with a name."""

    guardrail_function: CheckT
    name: str | None = None

    def get_name(self) -> str:
        """The given name, or the function's."""
        return self.name or str(getattr(self.guardrail_function, "__name__", "guardrail"))

    async def call(self, expected: type[T], *arguments: Any) -> T:
        """The function's verdict. Raises ``UserError`` if it is not callable, or returns something else."""
        check = cast("Callable[..., T]", self.guardrail_function)
        if not callable(check):
            raise UserError(f"A guardrail's function must be callable, got {check!r}.")
        return await maybe_await_as(expected, check(*arguments), f"Guardrail {self.get_name()!r}")


@dataclass
class InputGuardrail(GuardrailBase[InputCheck], Generic[TContext]):
    """A check of the first agent's input.

    With ``run_in_parallel`` (the default) it runs while the model answers, so text may be streamed before the
    tripwire; otherwise the model waits for the verdict.
    """

    run_in_parallel: bool = True

    async def run(
        self, agent: Agent[Any], input: str | list[TResponseInputItem], context: RunContextWrapper[TContext]
    ) -> InputGuardrailResult:
        """Check an input."""
        verdict = await self.call(GuardrailFunctionOutput, context, agent, input)
        return InputGuardrailResult(self, verdict)


@dataclass
class OutputGuardrail(GuardrailBase[OutputCheck], Generic[TContext]):
    """A check of the last agent's final output."""

    async def run(
        self, context: RunContextWrapper[TContext], agent: Agent[Any], agent_output: Any
    ) -> OutputGuardrailResult:
        """Check a final output."""
        verdict = await self.call(GuardrailFunctionOutput, context, agent, agent_output)
        return OutputGuardrailResult(self, agent_output, agent, verdict)


@dataclass
class InputGuardrailResult:
    """The verdict of an input guardrail."""

    guardrail: InputGuardrail[Any]
    output: GuardrailFunctionOutput


@dataclass
class OutputGuardrailResult:
    """The verdict of an output guardrail about an agent's final output."""

    guardrail: OutputGuardrail[Any]
    agent_output: Any
    agent: Agent[Any]
    output: GuardrailFunctionOutput


class GuardrailDecorator(Protocol[CheckT_contra, GuardrailT_co]):
    """A decorator that is used with options, or without."""

    @overload
    def __call__(self, func: CheckT_contra, /) -> GuardrailT_co: ...
    @overload
    def __call__(
        self, *, name: str | None = None, **options: Any
    ) -> Callable[[CheckT_contra], GuardrailT_co]: ...


def guardrail_decorator(guardrail: type[Any], documentation: str) -> Any:
    """A decorator that makes a function a guardrail of a class."""

    known = [each.name for each in fields(guardrail) if each.name != "guardrail_function"]

    def decorator(func: Any = None, *, name: str | None = None, **options: Any) -> Any:
        check_names(options, known, f"The decorator of {guardrail.__name__}")
        if func is not None and not callable(func):
            raise TypeError(f"A guardrail is made of a function, not of {func!r}.")

        def decorate(check: Any) -> Any:
            return guardrail(check, name or getattr(check, "__name__", None), **options)

        return decorate if func is None else decorate(func)

    decorator.__doc__ = documentation
    return decorator


input_guardrail: GuardrailDecorator[InputCheck, InputGuardrail[Any]] = guardrail_decorator(
    InputGuardrail,
    "Make a function ``(context, agent, input) -> GuardrailFunctionOutput`` an input guardrail.\n\n"
    "The options are those of ``InputGuardrail``: ``name`` and ``run_in_parallel``.",
)
output_guardrail: GuardrailDecorator[OutputCheck, OutputGuardrail[Any]] = guardrail_decorator(
    OutputGuardrail,
    "Make a function ``(context, agent, output) -> GuardrailFunctionOutput`` an output guardrail.",
)
