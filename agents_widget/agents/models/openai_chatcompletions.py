"""Models of the Chat Completions API: Ollama, vLLM, LM Studio, llama.cpp and other compatible servers."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from typing import Any

import httpx2
from openai import AsyncOpenAI

from ..exceptions import UserError
from ..items import TResponseStreamEvent
from ..model_settings import ModelSettings
from .chatcmpl_converter import chat_messages
from .chatcmpl_stream_handler import ChatEvents
from .connection import checked, stream_answer
from .interface import Model, ModelCall
from .request_body import answer_form, offered, shared_settings
from .response_events import decoded_event

_DONE: dict[str, Any] = {}
"""Stands for the line that ends a stream."""


class OpenAIChatCompletionsModel(Model):
    """A model behind the Chat Completions API, which nearly every server of local models speaks.

    For Ollama: ``OpenAIChatCompletionsModel("qwen3", AsyncOpenAI(base_url="http://localhost:11434/v1"))``
    Its answer is told in the events of the Responses API. Raises what the openai client raises.
    """

    def __init__(self, model: str, openai_client: AsyncOpenAI) -> None:
        self.model = model
        self.openai_client = checked(openai_client)

    async def answer(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        """The answer as it is written; the connection closes when the iterator does."""
        official = httpx2.URL(str(self.openai_client.base_url)).host == "api.openai.com"
        body = {"model": self.model, **chat_body(call, self.model, official=official)}
        answer, ended = ChatEvents(self.model), False
        async with aclosing(self._chunks(body, call.model_settings)) as chunks:
            async for chunk in chunks:
                if chunk is _DONE:
                    ended = True
                    break
                for event in answer.feed(chunk if isinstance(chunk, Mapping) else chunk.to_dict()):
                    yield event
        # Without either the connection was lost: the missing last event says so.
        if ended or answer.finish_reason:
            for event in answer.finish():
                yield event

    def _chunks(self, body: dict[str, Any], settings: ModelSettings) -> AsyncGenerator[Any, None]:
        client = self.openai_client
        create = client.chat.completions.create
        return stream_answer(client, create, "/chat/completions", body, settings, decoded_event, _DONE)


def chat_body(call: ModelCall, model: str, *, official: bool) -> dict[str, Any]:
    """The body of a request. OpenAI's own API is asked for the usage and to store, others are not."""
    for name in ("previous_response_id", "conversation_id", "prompt"):
        if getattr(call, name) is not None:
            raise UserError(
                f"{name} needs a server that keeps conversations or prompts, and chat completions do not. "
                "Pass the whole input instead (result.to_input_list()), or use OpenAIResponsesModel."
            )
    settings = call.model_settings
    choice: Any = settings.tool_choice
    if choice not in (None, "auto", "required", "none") and not isinstance(choice, Mapping):
        choice = {"type": "function", "function": {"name": choice}}
    tools, form = function_tools(call), answer_form(call.output_schema)
    usage = official or None if settings.include_usage is None else settings.include_usage
    chances = settings.top_logprobs is not None and "logprobs" not in (settings.extra_args or {})
    deepseek = "deepseek" in model.lower()  # wants its reasoning back with the calls it led to
    return {
        **shared_settings(settings),
        "messages": chat_messages(call.system_instructions, call.items, replay_reasoning=deepseek),
        "tools": tools or None,
        "tool_choice": choice,
        "parallel_tool_calls": settings.parallel_tool_calls if tools else None,
        "response_format": form and {"type": "json_schema", "json_schema": form},
        "frequency_penalty": settings.frequency_penalty,
        "presence_penalty": settings.presence_penalty,
        "max_tokens": settings.max_tokens,
        "stream_options": None if usage is None else {"include_usage": usage},
        "store": official or None if settings.store is None else settings.store,
        "reasoning_effort": settings.reasoning.effort if settings.reasoning else None,
        "verbosity": settings.verbosity,
        "logprobs": chances or None,
        "stream": True,
    }


def function_tools(call: ModelCall) -> list[dict[str, Any]]:
    """The tools and handoffs that the model may call. Raises ``UserError`` for those OpenAI runs."""
    tools = [dict(tool) for tool in offered(call)]
    hosted = [repr(tool.get("type")) for tool in tools if tool.get("type") != "function"]
    if hosted:
        raise UserError(
            f"Chat completions can call function tools only, but the agent has {', '.join(hosted)}, which "
            "OpenAI runs. Leave it out, or use OpenAIResponsesModel."
        )
    return [{"type": tool.pop("type"), "function": tool} for tool in tools]
