"""Checks that run before and after one tool: let it pass, answer in its place, or stop the run."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, overload

from typing_extensions import NotRequired, TypedDict, TypeVar

from ..errors import UserError

if TYPE_CHECKING:
    from .agent import Agent
    from .context import ToolContext


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


DataT = TypeVar("DataT")
TContext_co = TypeVar("TContext_co", covariant=True, default=Any)
_Check = Callable[[DataT], ToolGuardrailFunctionOutput | Awaitable[ToolGuardrailFunctionOutput]]


@dataclass
class _ToolGuardrail(Generic[DataT]):
    guardrail_function: _Check[DataT]
    name: str | None = None

    def get_name(self) -> str:
        """The guardrail's name, by default its function's."""
        return self.name or str(getattr(self.guardrail_function, "__name__", "guardrail"))

    async def run(self, data: DataT) -> ToolGuardrailFunctionOutput:
        """Run the check. Raises ``UserError`` when it is not callable or decides nothing."""
        if not callable(self.guardrail_function):
            raise UserError(f"A guardrail function must be callable, got {self.guardrail_function!r}.")
        result = self.guardrail_function(data)
        output = await result if inspect.isawaitable(result) else result
        if not isinstance(output, ToolGuardrailFunctionOutput):
            raise UserError(
                f"Tool guardrail {self.get_name()} returned {output!r}. "
                "Return ToolGuardrailFunctionOutput.allow(), .reject_content(message) or .raise_exception()."
            )
        return output


@dataclass
class ToolInputGuardrail(_ToolGuardrail[ToolInputGuardrailData], Generic[TContext_co]):
    """A check that runs before a tool; make one with ``@tool_input_guardrail``."""


@dataclass
class ToolOutputGuardrail(_ToolGuardrail[ToolOutputGuardrailData], Generic[TContext_co]):
    """A check that runs on what a tool returned; make one with ``@tool_output_guardrail``."""


@dataclass
class ToolInputGuardrailResult:
    """One input guardrail that ran, and what it decided."""

    guardrail: ToolInputGuardrail[Any]
    output: ToolGuardrailFunctionOutput


@dataclass
class ToolOutputGuardrailResult:
    """One output guardrail that ran, and what it decided."""

    guardrail: ToolOutputGuardrail[Any]
    output: ToolGuardrailFunctionOutput


_InputCheck = _Check[ToolInputGuardrailData]
_OutputCheck = _Check[ToolOutputGuardrailData]


@overload
def tool_input_guardrail(func: _InputCheck) -> ToolInputGuardrail[Any]: ...
@overload
def tool_input_guardrail(*, name: str | None = None) -> Callable[[_InputCheck], ToolInputGuardrail[Any]]: ...
def tool_input_guardrail(
    func: _InputCheck | None = None, *, name: str | None = None
) -> ToolInputGuardrail[Any] | Callable[[_InputCheck], ToolInputGuardrail[Any]]:
    """Make a function a check on tool calls, for ``function_tool(tool_input_guardrails=[...])``."""

    def decorate(check: _InputCheck) -> ToolInputGuardrail[Any]:
        return ToolInputGuardrail(check, name or getattr(check, "__name__", None))

    return decorate if func is None else decorate(func)


@overload
def tool_output_guardrail(func: _OutputCheck) -> ToolOutputGuardrail[Any]: ...
@overload
def tool_output_guardrail(
    *, name: str | None = None
) -> Callable[[_OutputCheck], ToolOutputGuardrail[Any]]: ...
def tool_output_guardrail(
    func: _OutputCheck | None = None, *, name: str | None = None
) -> ToolOutputGuardrail[Any] | Callable[[_OutputCheck], ToolOutputGuardrail[Any]]:
    """Make a function a check on tool results, for ``function_tool(tool_output_guardrails=[...])``."""

    def decorate(check: _OutputCheck) -> ToolOutputGuardrail[Any]:
        return ToolOutputGuardrail(check, name or getattr(check, "__name__", None))

    return decorate if func is None else decorate(func)
