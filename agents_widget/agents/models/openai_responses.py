"""Models of the Responses API, at OpenAI or at any server that speaks it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from openai import AsyncOpenAI

from ..items import TResponseStreamEvent
from .connection import checked, stream_answer
from .fake_id import FAKE_RESPONSES_ID
from .interface import Model, ModelCall
from .request_body import answer_form, offered, shared_settings
from .response_events import responses_event


class OpenAIResponsesModel(Model):
    """A model behind the Responses API: ``OpenAIResponsesModel("gpt-5", AsyncOpenAI(base_url=...))``.

    ``model_is_explicit=False`` lets a stored prompt choose the model. Raises what the openai client raises.
    """

    def __init__(self, model: str, openai_client: AsyncOpenAI, *, model_is_explicit: bool = True) -> None:
        self.model = model
        self.openai_client = checked(openai_client)
        self._model_is_explicit = model_is_explicit

    def answer(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        """The answer as it is written; the connection closes when the iterator does."""
        body = response_body(call)
        if call.prompt is None or self._model_is_explicit:
            body["model"] = self.model
        client, settings = self.openai_client, call.model_settings
        return stream_answer(client, client.responses.create, "/responses", body, settings, responses_event)


def response_body(call: ModelCall) -> dict[str, Any]:
    """The body of a Responses request."""
    settings = call.model_settings
    tools, form = offered(call), answer_form(call.output_schema)
    include = list(settings.response_include or ())
    if settings.top_logprobs is not None:
        include.append("message.output_text.logprobs")
    text = {"format": form and {"type": "json_schema", **form}, "verbosity": settings.verbosity}
    return {
        **shared_settings(settings),
        "instructions": call.system_instructions,
        "input": _items(call),
        "tools": tools or None,
        "tool_choice": _tool_choice(settings.tool_choice, tools),
        "parallel_tool_calls": settings.parallel_tool_calls if tools else None,
        "text": {name: value for name, value in text.items() if value is not None} or None,
        "include": list(dict.fromkeys(include)) or None,
        "truncation": settings.truncation,
        "max_output_tokens": settings.max_tokens,
        "reasoning": settings.reasoning,
        "store": settings.store,
        "context_management": settings.context_management,
        "previous_response_id": call.previous_response_id,
        "conversation": call.conversation_id,
        "prompt": call.prompt,
        "stream": True,
    }


def _items(call: ModelCall) -> list[Mapping[str, Any]]:
    """The input as a server takes it, so without placeholder ids."""
    cleaned = []
    for item in call.items:
        if item.get("id") != FAKE_RESPONSES_ID:
            cleaned.append(item)
        elif item.get("type") != "reasoning":  # reasoning is known by its id only
            cleaned.append({key: value for key, value in item.items() if key != "id"})
    return cleaned


def _tool_choice(choice: Any, tools: list[Mapping[str, Any]]) -> Any:
    if choice is None or choice in ("auto", "required", "none") or isinstance(choice, Mapping):
        return choice
    hosted = any(tool.get("type") == choice for tool in tools)
    return {"type": choice} if hosted else {"type": "function", "name": choice}
