"""Tool guardrails: checks of a tool's input and of its output."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias

from typing_extensions import NotRequired, TypedDict, TypeVar

from .config_checks import check_choice
from .guardrail import GuardrailBase, GuardrailDecorator, guardrail_decorator

if TYPE_CHECKING:
    from .agent import Agent
    from .tool_context import ToolContext

TContext_co = TypeVar("TContext_co", covariant=True, default=Any)


class ToolGuardrailBehavior(TypedDict):
    """The effect of a verdict; ``message`` comes with ``reject_content``."""

    type: Literal["allow", "reject_content", "raise_exception"]
    message: NotRequired[str]


@dataclass
class ToolGuardrailFunctionOutput:
    """A tool guardrail's verdict; ``output_info`` is kept for you."""

    output_info: Any = None
    behavior: ToolGuardrailBehavior = field(default_factory=lambda: ToolGuardrailBehavior(type="allow"))

    def __post_init__(self) -> None:
        behavior: Any = self.behavior
        kind = behavior.get("type") if isinstance(behavior, dict) else behavior
        check_choice(kind, ("allow", "reject_content", "raise_exception"), "A tool guardrail's behavior type")

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
    """The argument of a tool input guardrail: the call, in its context, and the agent that makes it."""

    context: ToolContext[Any]
    agent: Agent[Any]


@dataclass
class ToolOutputGuardrailData(ToolInputGuardrailData):
    """The argument of a tool output guardrail: the call, the agent and what the tool returned."""

    output: Any


ToolVerdict: TypeAlias = "ToolGuardrailFunctionOutput | Awaitable[ToolGuardrailFunctionOutput]"
ToolInputCheck: TypeAlias = "Callable[[ToolInputGuardrailData], ToolVerdict]"
ToolOutputCheck: TypeAlias = "Callable[[ToolOutputGuardrailData], ToolVerdict]"


@dataclass
class ToolInputGuardrail(GuardrailBase[ToolInputCheck], Generic[TContext_co]):
    """A check that runs before a tool; make one with ``@tool_input_guardrail``."""

    async def run(self, data: ToolInputGuardrailData) -> ToolGuardrailFunctionOutput:
        """Check a call. Raises ``UserError`` when the function is not callable or decides nothing."""
        return await self.call(ToolGuardrailFunctionOutput, data)


@dataclass
class ToolOutputGuardrail(GuardrailBase[ToolOutputCheck], Generic[TContext_co]):
    """A check that runs on what a tool returned; make one with ``@tool_output_guardrail``."""

    async def run(self, data: ToolOutputGuardrailData) -> ToolGuardrailFunctionOutput:
        """Check an output. Raises ``UserError`` when the function is not callable or decides nothing."""
        return await self.call(ToolGuardrailFunctionOutput, data)


@dataclass
class ToolInputGuardrailResult:
    """The verdict of a tool's input guardrail."""

    guardrail: ToolInputGuardrail[Any]
    output: ToolGuardrailFunctionOutput


@dataclass
class ToolOutputGuardrailResult:
    """The verdict of a tool's output guardrail."""

    guardrail: ToolOutputGuardrail[Any]
    output: ToolGuardrailFunctionOutput


tool_input_guardrail: GuardrailDecorator[ToolInputCheck, ToolInputGuardrail[Any]] = guardrail_decorator(
    ToolInputGuardrail,
    "Make a function a check on calls, for ``function_tool(tool_input_guardrails=[...])``.",
)
tool_output_guardrail: GuardrailDecorator[ToolOutputCheck, ToolOutputGuardrail[Any]] = guardrail_decorator(
    ToolOutputGuardrail,
    "Make a function a check on results, for ``function_tool(tool_output_guardrails=[...])``.",
)
