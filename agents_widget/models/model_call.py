"""Models that are written as one function of a request: what was asked -> events."""

from __future__ import annotations

import abc
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from openai.types.responses import ResponsePromptParam

from .model import (
    Model,
    ModelHandoff,
    ModelOutputSchema,
    ModelSettings,
    ModelTool,
    ModelTracing,
    TResponseInputItem,
    TResponseStreamEvent,
)


@dataclass(frozen=True)
class ModelCall:
    """One request to a model, as the run made it."""

    system_instructions: str | None
    input: str | list[TResponseInputItem]
    model_settings: ModelSettings
    tools: Sequence[ModelTool]
    output_schema: ModelOutputSchema | None
    handoffs: Sequence[ModelHandoff]
    tracing: ModelTracing
    previous_response_id: str | None
    conversation_id: str | None
    prompt: ResponsePromptParam | None


class CallModel(Model):
    """A model that defines ``answer(call)``."""

    @abc.abstractmethod
    def answer(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        """Answer the call as a stream of Responses API events, ``response.completed`` last."""

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
        """Answer as a stream of Responses API events."""
        call = ModelCall(
            system_instructions,
            input,
            model_settings,
            list(tools),
            output_schema,
            list(handoffs),
            tracing,
            previous_response_id,
            conversation_id,
            prompt,
        )
        return self.answer(call)
