"""Models of the Chat Completions API: Ollama, vLLM, LM Studio, llama.cpp and other compatible servers."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any

import httpx2
from openai import AsyncOpenAI

from ..errors import UserError
from .chat_events import ChatEvents
from .chat_messages import chat_messages
from .clients import client_here
from .connection import is_genuine, post_stream
from .event_stream import decoded_event, plain_events, read_events
from .model import ModelHandoff, ModelOutputSchema, ModelSettings, ModelTool, TResponseStreamEvent
from .model_call import CallModel, ModelCall
from .request import handoff_param, request_parts, tool_param

_DONE: dict[str, Any] = {}
"""Stands for the line that ends a stream."""


class OpenAIChatCompletionsModel(CallModel):
    """A model behind the Chat Completions API, which nearly every server of local models speaks.

    For Ollama: ``OpenAIChatCompletionsModel("qwen3", AsyncOpenAI(base_url="http://localhost:11434/v1"))``
    Its answer is told in the events of the Responses API. Raises what the openai client raises.
    """

    def __init__(self, model: str, openai_client: AsyncOpenAI) -> None:
        self.model = model
        self.openai_client = openai_client

    async def answer(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        """The answer as it is written; the connection closes when the iterator does."""
        _refuse(
            previous_response_id=call.previous_response_id,
            conversation_id=call.conversation_id,
            prompt=call.prompt,
        )
        settings = call.model_settings
        deepseek = "deepseek" in self.model.lower()  # wants its reasoning back with the calls it led to
        body = {
            "model": self.model,
            "messages": chat_messages(call.system_instructions, call.input, replay_reasoning=deepseek),
            **_settings(settings, official=self._is_official()),
            **_offers(call.tools, call.handoffs, call.output_schema, settings),
            "stream": True,
        }
        given = {name: value for name, value in body.items() if value is not None}
        answer, ended = ChatEvents(self.model), False
        async with aclosing(self._chunks(*request_parts(given, settings))) as chunks:
            async for chunk in chunks:
                if chunk is _DONE:
                    ended = True
                    break
                for event in answer.feed(chunk):
                    yield event
        # Without either the connection was lost: the missing last event says so.
        if ended or answer.finish_reason:
            for event in answer.finish():
                yield event

    def _chunks(
        self, body: dict[str, Any], beside: dict[str, Any]
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        create = self.openai_client.chat.completions.create
        if not is_genuine(create):
            return _plain_chunks(create, {**body, **beside})
        client = client_here(self.openai_client)
        return read_events(
            lambda: post_stream(client, "/chat/completions", body, beside), decoded_event, _DONE
        )

    def _is_official(self) -> bool:
        return httpx2.URL(str(self.openai_client.base_url)).host == "api.openai.com"


async def _plain_chunks(
    create: Callable[..., Awaitable[Any]], arguments: dict[str, Any]
) -> AsyncGenerator[Mapping[str, Any], None]:
    async with aclosing(plain_events(create, arguments)) as chunks:
        async for chunk in chunks:
            yield chunk if isinstance(chunk, Mapping) else chunk.to_dict()


def _refuse(**given: object) -> None:
    for name, value in given.items():
        if value is not None:
            raise UserError(
                f"{name} needs a server that keeps conversations or prompts, and chat completions do not. "
                "Pass the whole input instead (result.to_input_list()), or use OpenAIResponsesModel."
            )


def _settings(settings: ModelSettings, official: bool) -> dict[str, Any]:
    """The settings in this API's words. OpenAI's own is asked for usage and to store, others are not."""
    usage = official or None if settings.include_usage is None else settings.include_usage
    extra = settings.extra_args or {}
    return {
        "temperature": settings.temperature,
        "top_p": settings.top_p,
        "frequency_penalty": settings.frequency_penalty,
        "presence_penalty": settings.presence_penalty,
        "max_tokens": settings.max_tokens,
        "stream_options": None if usage is None else {"include_usage": usage},
        "store": official or None if settings.store is None else settings.store,
        "reasoning_effort": settings.reasoning.effort if settings.reasoning else None,
        "verbosity": settings.verbosity,
        "top_logprobs": settings.top_logprobs,
        "logprobs": True if settings.top_logprobs is not None and "logprobs" not in extra else None,
        "prompt_cache_retention": settings.prompt_cache_retention,
        "prompt_cache_options": settings.prompt_cache_options,
        "metadata": settings.metadata,
    }


def _offers(
    tools: Sequence[ModelTool],
    handoffs: Sequence[ModelHandoff],
    schema: ModelOutputSchema | None,
    settings: ModelSettings,
) -> dict[str, Any]:
    """What the model may call, and what form its answer must have."""
    offered = [_function(param) for param in (*map(tool_param, tools), *map(handoff_param, handoffs))]
    choice: Any = settings.tool_choice
    if choice not in (None, "auto", "required", "none") and not isinstance(choice, Mapping):
        choice = {"type": "function", "function": {"name": choice}}
    form = None
    if schema is not None and not schema.is_plain_text():
        described = {"name": "final_output", "strict": schema.is_strict_json_schema()}
        form = {"type": "json_schema", "json_schema": {**described, "schema": schema.json_schema()}}
    return {
        "tools": offered or None,
        "tool_choice": choice,
        "parallel_tool_calls": settings.parallel_tool_calls if offered else None,
        "response_format": form,
    }


def _function(param: Mapping[str, Any]) -> dict[str, Any]:
    if param.get("type") != "function":
        raise UserError(
            f"Chat completions can call function tools only, but the agent has {param.get('type')!r}, "
            "which runs at OpenAI. Leave it out, or use OpenAIResponsesModel."
        )
    return {"type": "function", "function": {name: value for name, value in param.items() if name != "type"}}
