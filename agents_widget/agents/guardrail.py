"""Guardrails: checks on what goes into a run or a tool, and on what comes out of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeAlias, cast, overload

from typing_extensions import NotRequired, TypedDict, TypeVar

from .callbacks import answer_of_type
from .exceptions import UserError
from .run_context import RunContextWrapper, TContext

if TYPE_CHECKING:
    from .agent import Agent
    from .items import TResponseInputItem
    from .tool_context import ToolContext

T = TypeVar("T")
CheckT = TypeVar("CheckT")
CheckT_contra = TypeVar("CheckT_contra", contravariant=True)
GuardrailT_co = TypeVar("GuardrailT_co", covariant=True)
TContext_co = TypeVar("TContext_co", covariant=True, default=Any)


@dataclass
class GuardrailFunctionOutput:
    """A guardrail's verdict: ``tripwire_triggered`` stops the run; ``output_info`` is kept for you."""

    output_info: Any
    tripwire_triggered: bool


class ToolGuardrailBehavior(TypedDict):
    """What happens next; ``message`` comes with ``reject_content``."""

    type: Literal["allow", "reject_content", "raise_exception"]
    message: NotRequired[str]


@dataclass
class ToolGuardrailFunctionOutput:
    """What a tool guardrail decides, with any data about the check."""

    output_info: Any = None
    behavior: ToolGuardrailBehavior = field(default_factory=lambda: ToolGuardrailBehavior(type="allow"))

    @classmethod
    def allow(cls, output_info: Any = None) -> ToolGuardrailFunctionOutput:
        """Let the call, or its output, pass."""
        return cls(output_info)

    @classmethod
    def reject_content(cls, message: str, output_info: Any = None) -> ToolGuardrailFunctionOutput:
        """Give the model ``message`` in place of the tool's output."""
        return cls(output_info, {"type": "reject_content", "message": message})

    @classmethod
    def raise_exception(cls, output_info: Any = None) -> ToolGuardrailFunctionOutput:
        """End the run with a ``Tool{Input,Output}GuardrailTripwireTriggered`` exception."""
        return cls(output_info, {"type": "raise_exception"})


@dataclass
class ToolInputGuardrailData:
    """What an input guardrail looks at: the call, in its context, and the agent that makes it."""

    context: ToolContext[Any]
    agent: Agent[Any]


@dataclass
class ToolOutputGuardrailData(ToolInputGuardrailData):
    """What an output guardrail looks at: the call, the agent and what the tool returned."""

    output: Any


Verdict: TypeAlias = "GuardrailFunctionOutput | Awaitable[GuardrailFunctionOutput]"
ToolVerdict: TypeAlias = "ToolGuardrailFunctionOutput | Awaitable[ToolGuardrailFunctionOutput]"
InputCheck: TypeAlias = (
    "Callable[[RunContextWrapper[Any], Agent[Any], str | list[TResponseInputItem]], Verdict]"
)
OutputCheck: TypeAlias = "Callable[[RunContextWrapper[Any], Agent[Any], Any], Verdict]"
ToolInputCheck: TypeAlias = "Callable[[ToolInputGuardrailData], ToolVerdict]"
ToolOutputCheck: TypeAlias = "Callable[[ToolOutputGuardrailData], ToolVerdict]"


@dataclass
class _Guardrail(Generic[CheckT]):
    guardrail_function: CheckT
    name: str | None = None

    def get_name(self) -> str:
        """The given name, or the function's."""
        return self.name or str(getattr(self.guardrail_function, "__name__", "guardrail"))

    async def _ask(self, kind: type[T], *seen: Any) -> T:
        check = cast("Callable[..., T]", self.guardrail_function)
        if not callable(check):
            raise UserError(f"A guardrail's function must be callable, got {check!r}.")
        return await answer_of_type(kind, check(*seen), f"Guardrail {self.get_name()!r}")


@dataclass
class InputGuardrail(_Guardrail[InputCheck], Generic[TContext]):
    """A check of the first agent's input.

    Beside the model (``run_in_parallel``, the default) text may be shown before it is found wanting;
    otherwise the model waits for the verdict.
    """

    run_in_parallel: bool = True

    async def run(
        self, agent: Agent[Any], input: str | list[TResponseInputItem], context: RunContextWrapper[TContext]
    ) -> InputGuardrailResult:
        """Check an input."""
        verdict = await self._ask(GuardrailFunctionOutput, context, agent, input)
        return InputGuardrailResult(self, verdict)


@dataclass
class OutputGuardrail(_Guardrail[OutputCheck], Generic[TContext]):
    """A check of the last agent's final output."""

    async def run(
        self, context: RunContextWrapper[TContext], agent: Agent[Any], agent_output: Any
    ) -> OutputGuardrailResult:
        """Check a final output."""
        verdict = await self._ask(GuardrailFunctionOutput, context, agent, agent_output)
        return OutputGuardrailResult(self, agent_output, agent, verdict)


@dataclass
class ToolInputGuardrail(_Guardrail[ToolInputCheck], Generic[TContext_co]):
    """A check that runs before a tool; make one with ``@tool_input_guardrail``."""

    async def run(self, data: ToolInputGuardrailData) -> ToolGuardrailFunctionOutput:
        """Check a call. Raises ``UserError`` when the function is not callable or decides nothing."""
        return await self._ask(ToolGuardrailFunctionOutput, data)


@dataclass
class ToolOutputGuardrail(_Guardrail[ToolOutputCheck], Generic[TContext_co]):
    """A check that runs on what a tool returned; make one with ``@tool_output_guardrail``."""

    async def run(self, data: ToolOutputGuardrailData) -> ToolGuardrailFunctionOutput:
        """Check an output. Raises ``UserError`` when the function is not callable or decides nothing."""
        return await self._ask(ToolGuardrailFunctionOutput, data)


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
class ToolInputGuardrailResult:
    """One input guardrail of a tool that ran, and what it decided."""

    guardrail: ToolInputGuardrail[Any]
    output: ToolGuardrailFunctionOutput


@dataclass
class ToolOutputGuardrailResult:
    """One output guardrail of a tool that ran, and what it decided."""

    guardrail: ToolOutputGuardrail[Any]
    output: ToolGuardrailFunctionOutput


class _Decorator(Protocol[CheckT_contra, GuardrailT_co]):
    @overload
    def __call__(self, func: CheckT_contra, /) -> GuardrailT_co: ...
    @overload
    def __call__(
        self, *, name: str | None = None, **options: Any
    ) -> Callable[[CheckT_contra], GuardrailT_co]: ...


def _decorator(guardrail: Callable[..., Any], about: str) -> Any:
    def decorator(func: Any = None, *, name: str | None = None, **options: Any) -> Any:
        def decorate(check: Any) -> Any:
            return guardrail(check, name or getattr(check, "__name__", None), **options)

        return decorate if func is None else decorate(func)

    decorator.__doc__ = about
    return decorator


input_guardrail: _Decorator[InputCheck, InputGuardrail[Any]] = _decorator(
    InputGuardrail,
    "Make a function ``(context, agent, input) -> GuardrailFunctionOutput`` an input guardrail.\n\n"
    "The options are those of ``InputGuardrail``: ``name`` and ``run_in_parallel``.",
)
output_guardrail: _Decorator[OutputCheck, OutputGuardrail[Any]] = _decorator(
    OutputGuardrail,
    "Make a function ``(context, agent, output) -> GuardrailFunctionOutput`` an output guardrail.",
)
tool_input_guardrail: _Decorator[ToolInputCheck, ToolInputGuardrail[Any]] = _decorator(
    ToolInputGuardrail,
    "Make a function a check on calls, for ``function_tool(tool_input_guardrails=[...])``.",
)
tool_output_guardrail: _Decorator[ToolOutputCheck, ToolOutputGuardrail[Any]] = _decorator(
    ToolOutputGuardrail,
    "Make a function a check on results, for ``function_tool(tool_output_guardrails=[...])``.",
)
