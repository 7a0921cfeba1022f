"""The steps that a ``ScriptedModel`` plays, and the errors for wrong ones."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pydantic import BaseModel

from ...items import ModelResponse, TResponseOutputItem, TResponseStreamEvent
from ...usage import Usage
from ..interface import ModelCall
from .scripted_turn import OutputPart, ScriptedTurn, turn_parts

Responder: TypeAlias = Callable[[ModelCall], Any]
"""A function from the call to its step, which may be async."""
EventStreamFactory: TypeAlias = Callable[[ModelCall], AsyncIterator[TResponseStreamEvent]]


class ModelScriptError(AssertionError):
    """A step is wrong, or the model was called more or less often than it has steps."""


class InvalidModelStep(ModelScriptError):  # noqa: N818 - the SDK's name
    """A step is not of a supported form. ``input_index`` is its place, from 0; ``reason`` is a short code."""

    def __init__(self, message: str, *, reason: str = "invalid_input", input_index: int = 0) -> None:
        super().__init__(f"Scripted model step #{input_index + 1}: {message}")
        self.reason = reason
        self.input_index = input_index


class UnexpectedModelCall(ModelScriptError):  # noqa: N818 - the SDK's name
    """The model was called more often than it has steps."""

    def __init__(self, message: str, *, call: ModelCall, call_index: int) -> None:
        super().__init__(message)
        self.call = call
        self.call_index = call_index


class UnconsumedModelSteps(ModelScriptError):  # noqa: N818 - the SDK's name
    """The model was called less often than it has steps."""

    def __init__(self, message: str, *, remaining_steps: int) -> None:
        super().__init__(message)
        self.remaining_steps = remaining_steps


@dataclass
class ModelStep:
    """One step in full: the output items, or one of ``error``, ``responder`` and ``stream_events``."""

    output: Sequence[TResponseOutputItem] = ()
    usage: Usage = field(default_factory=Usage)
    response_id: str | None = "resp-789"
    request_id: str | None = None
    raw_usage: dict[str, Any] | None = None
    error: Exception | None = None
    responder: Responder | None = None
    stream_events: Sequence[TResponseStreamEvent] | EventStreamFactory | None = None

    @classmethod
    def raise_error(cls, error: Exception) -> ModelStep:
        """The call fails with this error."""
        return cls(error=error)

    @classmethod
    def respond(cls, responder: Responder) -> ModelStep:
        """The step is made from the call, by a function that may be async."""
        return cls(responder=responder)

    @classmethod
    def stream(cls, events: Sequence[TResponseStreamEvent] | EventStreamFactory, **fields: Any) -> ModelStep:
        """Exactly these events, or those of a function from the call to an async iterator."""
        return cls(stream_events=events, **fields)


ScriptedStep: TypeAlias = (
    ScriptedTurn
    | ModelStep
    | ModelResponse
    | Mapping[str, Any]
    | Sequence[TResponseOutputItem]
    | Callable[[ModelCall], "ScriptedStep | Awaitable[ScriptedStep]"]
)


def as_step(given: Any, index: int) -> ModelStep | list[OutputPart | Exception]:
    """A step in the form that the model plays. Raises ``InvalidModelStep`` for what a step cannot be.

    ``index`` is the step's place, from 0.
    """
    step = _model_step(given, index)
    if step is None:
        try:
            return turn_parts(given)
        except TypeError as error:
            raise InvalidModelStep(str(error), input_index=index) from None
    outcomes = (step.error, step.responder, step.stream_events)
    if sum(outcome is not None for outcome in outcomes) > 1:
        raise InvalidModelStep(
            "error, responder and stream_events exclude each other.",
            reason="conflicting_outcomes",
            input_index=index,
        )
    return step


def _model_step(given: Any, index: int) -> ModelStep | None:
    """The step as a ``ModelStep``; None if it is a turn, or nothing that a step can be."""
    if isinstance(given, ModelStep):
        return given
    if isinstance(given, ModelResponse):
        return ModelStep(given.output, given.usage, given.response_id, given.request_id, given.raw_usage)
    if isinstance(given, Mapping):
        _check_field_names(given, index)
        return ModelStep(**given)
    if callable(given):
        return ModelStep(responder=given)
    if isinstance(given, Sequence) and given and all(isinstance(item, BaseModel) for item in given):
        return ModelStep(output=given)
    return None


def _check_field_names(step: Mapping[str, Any], index: int) -> None:
    unknown = sorted(step.keys() - {each.name for each in dataclasses.fields(ModelStep)})
    if unknown:
        raise InvalidModelStep(
            f"a step has no field {', '.join(map(repr, unknown))}.",
            reason="unsupported_field",
            input_index=index,
        )
