"""The steps of a scripted model in tests, and what can be wrong with them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, TypeAlias

from pydantic import BaseModel

from ...items import ModelResponse, TResponseOutputItem, TResponseStreamEvent
from ...usage import Usage
from ..interface import ModelCall
from .script import OutputPart, ScriptedTurn, turn_parts

Responder: TypeAlias = Callable[[ModelCall], Any]
"""From the call to the step, or to an awaitable of it."""
EventMaker: TypeAlias = Callable[[ModelCall], AsyncIterator[TResponseStreamEvent]]


class ModelScriptError(AssertionError):
    """Something is wrong with a script, or with how far it was played."""


class InvalidModelStep(ModelScriptError):  # noqa: N818 - the SDK's name
    """A step is none of what a step can be; ``input_index`` counts from 0, ``reason`` is a short code."""

    def __init__(self, message: str, *, reason: str = "invalid_input", input_index: int = 0) -> None:
        super().__init__(f"Scripted model step #{input_index + 1}: {message}")
        self.reason = reason
        self.input_index = input_index


class UnexpectedModelCall(ModelScriptError):  # noqa: N818 - the SDK's name
    """The model was called more often than its script has steps."""

    def __init__(self, message: str, *, call: ModelCall, call_index: int) -> None:
        super().__init__(message)
        self.call = call
        self.call_index = call_index


class UnconsumedModelSteps(ModelScriptError):  # noqa: N818 - the SDK's name
    """The model was called less often than it should have been."""

    def __init__(self, message: str, *, remaining_steps: int) -> None:
        super().__init__(message)
        self.remaining_steps = remaining_steps


@dataclass
class ModelStep:
    """One step in full: the items of the answer, or one of ``error``, ``responder`` and ``stream_events``."""

    output: Sequence[TResponseOutputItem] = ()
    usage: Usage = field(default_factory=Usage)
    response_id: str | None = "resp-789"
    request_id: str | None = None
    raw_usage: dict[str, Any] | None = None
    error: Exception | None = None
    responder: Responder | None = None
    stream_events: Sequence[TResponseStreamEvent] | EventMaker | None = None

    @classmethod
    def raise_error(cls, error: Exception) -> ModelStep:
        """The call fails with this error."""
        return cls(error=error)

    @classmethod
    def respond(cls, responder: Responder) -> ModelStep:
        """The step is made from the call, by a function that may be async."""
        return cls(responder=responder)

    @classmethod
    def stream(cls, events: Sequence[TResponseStreamEvent] | EventMaker, **answer: Any) -> ModelStep:
        """Exactly these events, or what a function from the call to an async iterator gives."""
        return cls(stream_events=events, **answer)


ScriptedStep: TypeAlias = (
    ScriptedTurn
    | ModelStep
    | ModelResponse
    | Mapping[str, Any]
    | Sequence[TResponseOutputItem]
    | Callable[[ModelCall], "ScriptedStep | Awaitable[ScriptedStep]"]
)


def as_step(given: Any, index: int) -> ModelStep | list[OutputPart | Exception]:
    """A step as the model plays it; InvalidModelStep for what is none."""
    if isinstance(given, ModelResponse):
        same = ("output", "usage", "response_id", "request_id", "raw_usage")
        return ModelStep(**{name: getattr(given, name) for name in same})
    if isinstance(given, Mapping):
        unknown = given.keys() - {each.name for each in fields(ModelStep)}
        if unknown:
            text = f"a step has no field {', '.join(map(repr, sorted(unknown)))}."
            raise InvalidModelStep(text, reason="unsupported_field", input_index=index)
        given = ModelStep(**given)
    elif callable(given):
        given = ModelStep(responder=given)
    elif isinstance(given, Sequence) and given and all(isinstance(item, BaseModel) for item in given):
        given = ModelStep(output=given)
    if not isinstance(given, ModelStep):
        try:
            return turn_parts(given)
        except TypeError as error:
            raise InvalidModelStep(str(error), input_index=index) from None
    if sum(way is not None for way in (given.error, given.responder, given.stream_events)) > 1:
        text = "error, responder and stream_events exclude each other."
        raise InvalidModelStep(text, reason="conflicting_outcomes", input_index=index)
    return given
