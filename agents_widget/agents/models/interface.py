"""The interface between the run loop and a model: Model, ModelProvider, and what passes between them."""

from __future__ import annotations

import abc
import enum
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from openai.types.responses import ResponsePromptParam

from ..items import ModelResponse, TResponseInputItem, TResponseStreamEvent
from ..model_settings import ModelSettings
from .response_collector import collect_response


class ModelTool(Protocol):
    """What a model needs to know of a tool."""

    name: str
    description: str
    params_json_schema: dict[str, Any]
    strict_json_schema: bool


class ModelHandoff(Protocol):
    """What a model needs to know of a handoff."""

    tool_name: str
    tool_description: str
    input_json_schema: dict[str, Any]
    strict_json_schema: bool


class ModelOutputSchema(Protocol):
    """What a model needs to know of an agent's output type."""

    def is_plain_text(self) -> bool:
        """Whether the output is plain text, so that no schema is sent."""

    def json_schema(self) -> dict[str, Any]:
        """The JSON schema of the output."""

    def is_strict_json_schema(self) -> bool:
        """Whether the schema keeps to the strict subset that servers can enforce."""


class ModelTracing(enum.Enum):
    """Whether a model may trace its calls. Nothing here traces; a model of yours may."""

    DISABLED = 0
    ENABLED = 1
    ENABLED_WITHOUT_DATA = 2

    def is_disabled(self) -> bool:
        """Whether to trace nothing."""
        return self is ModelTracing.DISABLED

    def include_data(self) -> bool:
        """Whether inputs and outputs may be traced."""
        return self is ModelTracing.ENABLED


@dataclass(frozen=True)
class ModelCall:
    """One request to a model: the arguments of ``Model.stream_response`` in one object.

    ``streamed`` says whether the model was called by ``stream_response``, not by ``get_response``.
    """

    system_instructions: str | None
    input: str | list[TResponseInputItem]
    model_settings: ModelSettings
    tools: Sequence[ModelTool | Mapping[str, Any]]  # a mapping is a tool that the API runs
    output_schema: ModelOutputSchema | None
    handoffs: Sequence[ModelHandoff]
    tracing: ModelTracing
    previous_response_id: str | None = None
    conversation_id: str | None = None
    prompt: ResponsePromptParam | None = None
    streamed: bool = True

    @property
    def items(self) -> list[Mapping[str, Any]]:
        """The input as items, all in the form of dicts."""
        items: Any = [{"role": "user", "content": self.input}] if isinstance(self.input, str) else self.input
        return [
            each if isinstance(each, Mapping) else each.model_dump(exclude_unset=True, warnings=False)
            for each in items
        ]


class Model(abc.ABC):  # noqa: B024 - a model may define either method
    """A language model. Write a subclass with ``stream_response``, or ``get_response``, or both.

    The run loop calls ``stream_response``. It calls ``get_response`` for a model that has no stream, and in
    ``Runner.run`` for a model that defines it. Both are called with seven positional arguments, as in the
    OpenAI Agents SDK.
    """

    async def get_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],
        model_settings: ModelSettings,
        tools: Sequence[ModelTool],
        output_schema: ModelOutputSchema | None,
        handoffs: Sequence[ModelHandoff],
        tracing: ModelTracing,
        *,
        previous_response_id: str | None = None,
        conversation_id: str | None = None,
        prompt: ResponsePromptParam | None = None,
    ) -> ModelResponse:
        """Get the complete response; by default, collect the events of ``stream_response``.

        Raises ``ModelBehaviorError`` if the stream has no complete response.
        """
        stream = self.stream_response(
            system_instructions,
            input,
            model_settings,
            tools,
            output_schema,
            handoffs,
            tracing,
            previous_response_id=previous_response_id,
            conversation_id=conversation_id,
            prompt=prompt,
        )
        return await collect_response(stream, model_settings)

    def stream_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],
        model_settings: ModelSettings,
        tools: Sequence[ModelTool],
        output_schema: ModelOutputSchema | None,
        handoffs: Sequence[ModelHandoff],
        tracing: ModelTracing,
        *,
        previous_response_id: str | None = None,
        conversation_id: str | None = None,
        prompt: ResponsePromptParam | None = None,
    ) -> AsyncIterator[TResponseStreamEvent]:
        """Stream the response as events of the Responses API, ``response.completed`` last."""
        raise NotImplementedError(f"{type(self).__name__} must define stream_response or get_response.")

    async def close(self) -> None:  # noqa: B027 - few models hold anything
        """Release what the model holds, such as connections. Nothing by default."""


class BuiltInModel(Model):
    """A model of this package: ``stream_response`` with its arguments as one ``ModelCall``."""

    def stream_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],
        model_settings: ModelSettings,
        tools: Sequence[ModelTool],
        output_schema: ModelOutputSchema | None,
        handoffs: Sequence[ModelHandoff],
        tracing: ModelTracing,
        *,
        previous_response_id: str | None = None,
        conversation_id: str | None = None,
        prompt: ResponsePromptParam | None = None,
    ) -> AsyncIterator[TResponseStreamEvent]:
        """Stream the response as events of the Responses API, ``response.completed`` last."""
        call = ModelCall(
            system_instructions,
            input,
            model_settings,
            tools,
            output_schema,
            handoffs,
            tracing,
            previous_response_id,
            conversation_id,
            prompt,
        )
        return self.stream_call(call)

    @abc.abstractmethod
    def stream_call(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        """Stream the response to one call."""


class ModelProvider(abc.ABC):
    """Finds models by name."""

    @abc.abstractmethod
    def get_model(self, model_name: str | None) -> Model:
        """The model of this name, or the default one for None."""

    async def aclose(self) -> None:  # noqa: B027 - few providers hold anything
        """Release what the provider holds. Nothing by default."""
