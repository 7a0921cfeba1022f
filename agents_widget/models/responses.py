"""Models of the Responses API, at OpenAI or at any server that speaks it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Any

from openai import AsyncOpenAI

from .clients import client_here
from .connection import is_genuine, post_stream
from .event_stream import plain_events, read_events, responses_event
from .model import (
    Model,
    ModelHandoff,
    ModelOutputSchema,
    ModelSettings,
    ModelTool,
    ModelTracing,
    ResponsePromptParam,
    TResponseInputItem,
    TResponseStreamEvent,
)
from .request import request_parts, response_body


class OpenAIResponsesModel(Model):
    """A model behind the Responses API: ``OpenAIResponsesModel("gpt-5", AsyncOpenAI(base_url=...))``.

    ``model_is_explicit=False`` lets a stored prompt choose the model. Raises what the openai client raises.
    """

    def __init__(self, model: str, openai_client: AsyncOpenAI, *, model_is_explicit: bool = True) -> None:
        self.model = model
        self.openai_client = openai_client
        self._model_is_explicit = model_is_explicit

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
        """The answer as it is written; the connection closes when the iterator does."""
        body = response_body(system_instructions, input, model_settings, tools, output_schema, handoffs)
        named = {
            "previous_response_id": previous_response_id,
            "conversation": conversation_id,
            "prompt": prompt,
        }
        body.update({name: value for name, value in named.items() if value is not None})
        if prompt is None or self._model_is_explicit:
            body["model"] = self.model
        return self._events(*request_parts({**body, "stream": True}, model_settings))

    def _events(
        self, body: dict[str, Any], beside: dict[str, Any]
    ) -> AsyncGenerator[TResponseStreamEvent, None]:
        create = self.openai_client.responses.create
        if not is_genuine(create):
            return plain_events(create, {**body, **beside})
        client = client_here(self.openai_client)
        return read_events(lambda: post_stream(client, "/responses", body, beside), responses_event)
