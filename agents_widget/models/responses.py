"""Models of the Responses API, at OpenAI or at any server that speaks it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from openai import AsyncOpenAI

from .clients import client_here
from .connection import is_genuine, post_stream
from .event_stream import plain_events, read_events, responses_event
from .model import TResponseStreamEvent
from .model_call import CallModel, ModelCall
from .request import request_parts, response_body


class OpenAIResponsesModel(CallModel):
    """A model behind the Responses API: ``OpenAIResponsesModel("gpt-5", AsyncOpenAI(base_url=...))``.

    ``model_is_explicit=False`` lets a stored prompt choose the model. Raises what the openai client raises.
    """

    def __init__(self, model: str, openai_client: AsyncOpenAI, *, model_is_explicit: bool = True) -> None:
        self.model = model
        self.openai_client = openai_client
        self._model_is_explicit = model_is_explicit

    def answer(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        """The answer as it is written; the connection closes when the iterator does."""
        body = response_body(
            call.system_instructions,
            call.input,
            call.model_settings,
            call.tools,
            call.output_schema,
            call.handoffs,
        )
        named = {
            "previous_response_id": call.previous_response_id,
            "conversation": call.conversation_id,
            "prompt": call.prompt,
        }
        body.update({name: value for name, value in named.items() if value is not None})
        if call.prompt is None or self._model_is_explicit:
            body["model"] = self.model
        return self._events(*request_parts({**body, "stream": True}, call.model_settings))

    def _events(
        self, body: dict[str, Any], beside: dict[str, Any]
    ) -> AsyncGenerator[TResponseStreamEvent, None]:
        create = self.openai_client.responses.create
        if not is_genuine(create):
            return plain_events(create, {**body, **beside})
        client = client_here(self.openai_client)
        return read_events(lambda: post_stream(client, "/responses", body, beside), responses_event)
