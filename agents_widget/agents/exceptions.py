"""Exceptions of runs, with the names the OpenAI Agents SDK uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .agent import Agent
    from .guardrail import InputGuardrailResult, OutputGuardrailResult
    from .items import ModelResponse, RunItem, TResponseInputItem
    from .run_context import RunContextWrapper
    from .tool_guardrails import (
        ToolGuardrailFunctionOutput,
        ToolInputGuardrail,
        ToolInputGuardrailResult,
        ToolOutputGuardrail,
        ToolOutputGuardrailResult,
    )


@dataclass
class RunErrorDetails:
    """The results of a run when it failed."""

    input: str | list[TResponseInputItem]
    new_items: list[RunItem]
    raw_responses: list[ModelResponse]
    last_agent: Agent[Any]
    context_wrapper: RunContextWrapper[Any]
    input_guardrail_results: list[InputGuardrailResult]
    output_guardrail_results: list[OutputGuardrailResult]
    tool_input_guardrail_results: list[ToolInputGuardrailResult] = field(default_factory=list)
    tool_output_guardrail_results: list[ToolOutputGuardrailResult] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"The run had reached agent {self.last_agent.name!r} with {len(self.new_items)} new items "
            f"in {len(self.raw_responses)} model responses."
        )


class AgentsException(Exception):  # noqa: N818 - the SDK's name
    """Base class of every error this package raises itself."""

    run_data: RunErrorDetails | None = None
    """The results so far, when a run raised the error."""


class _WithMessage(AgentsException):
    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


class MaxTurnsExceeded(_WithMessage):
    """The run made as many model calls as ``max_turns`` allows without a final answer."""


class ModelBehaviorError(_WithMessage):
    """The model did something it should not: an unknown tool, broken JSON, a stream cut short."""


class UserError(_WithMessage):
    """The program uses the package in a way that cannot work; the message says what to change."""


class CannotPickleError(AgentsException, TypeError):
    """Something cannot be pickled, or a pickle of it would carry a key; it says what to do instead."""


class ModelRefusalError(AgentsException):
    """The model refused to answer; ``refusal`` is what it said."""

    def __init__(self, refusal: str) -> None:
        self.refusal = refusal
        super().__init__(f"Model refused to produce output: {refusal}")


class ModelTimeoutError(AgentsException):
    """The model did not answer within ``ModelSettings.timeout`` seconds."""

    def __init__(self, timeout_seconds: float) -> None:
        self.timeout_seconds = timeout_seconds
        super().__init__(f"Model call timed out after {timeout_seconds:g} seconds.")


class ToolTimeoutError(AgentsException):
    """A tool ran longer than its ``timeout`` (in seconds) allows."""

    def __init__(self, tool_name: str, timeout_seconds: float) -> None:
        self.tool_name = tool_name
        self.timeout_seconds = timeout_seconds
        super().__init__(f"Tool '{tool_name}' timed out after {timeout_seconds:g} seconds.")


class InputGuardrailTripwireTriggered(AgentsException):
    """An input guardrail stopped the run."""

    def __init__(self, guardrail_result: InputGuardrailResult) -> None:
        self.guardrail_result = guardrail_result
        super().__init__(f"Input guardrail '{guardrail_result.guardrail.get_name()}' stopped the run.")


class OutputGuardrailTripwireTriggered(AgentsException):
    """An output guardrail rejected the final output."""

    def __init__(self, guardrail_result: OutputGuardrailResult) -> None:
        self.guardrail_result = guardrail_result
        super().__init__(
            f"Output guardrail '{guardrail_result.guardrail.get_name()}' rejected the final output."
        )


class ToolInputGuardrailTripwireTriggered(AgentsException):
    """A tool's input guardrail stopped the run."""

    def __init__(self, guardrail: ToolInputGuardrail[Any], output: ToolGuardrailFunctionOutput) -> None:
        self.guardrail = guardrail
        self.output = output
        super().__init__(f"Tool input guardrail '{guardrail.get_name()}' stopped the run.")


class ToolOutputGuardrailTripwireTriggered(AgentsException):
    """A tool's output guardrail stopped the run."""

    def __init__(self, guardrail: ToolOutputGuardrail[Any], output: ToolGuardrailFunctionOutput) -> None:
        self.guardrail = guardrail
        self.output = output
        super().__init__(f"Tool output guardrail '{guardrail.get_name()}' stopped the run.")


def describe_value(value: object) -> str:
    """A value of the wrong class, for an error message; the SDK's classes have the names of ours."""
    kind = type(value).__name__
    if type(value).__module__.partition(".")[0] == "agents":
        return f"{kind} of the OpenAI Agents SDK: import it from agents_widget instead of agents"
    return f"{kind}: {value!r:.80}"
