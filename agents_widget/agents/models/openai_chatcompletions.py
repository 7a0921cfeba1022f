"""Models of the Chat Completions API: Ollama, vLLM, LM Studio, llama.cpp and other compatible servers."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from typing import Any

import httpx2
from openai import APIConnectionError, AsyncOpenAI

# Else the client imports it at the first request, on the loop of all runs.
from openai.resources.chat.completions import completions as _completions  # noqa: F401

from ..exceptions import UserError
from ..items import TResponseStreamEvent
from ..model_settings import ModelSettings
from .chatcmpl_chunk import accept_chunk, parse_chunk
from .chatcmpl_converter import chat_messages
from .chatcmpl_extra_fields import ReplayTarget
from .chatcmpl_stream_handler import ChatStreamHandler
from .event_stream import Endpoint, stream_events
from .interface import BuiltInModel, ModelCall
from .openai_clients import require_async_client
from .openai_pickling import PickledWithoutKey
from .reasoning_content_replay import ShouldReplayReasoningContent
from .request_body import output_format, shared_settings, tool_definitions
from .server_errors import reported_error
from .usage_request import chunks_with_usage

logger = logging.getLogger(__name__)

_DONE: dict[str, Any] = {}
"""The chunk that stands for the line ``[DONE]``."""
_ENDPOINT = Endpoint(
    path="/chat/completions",
    create=lambda client: client.chat.completions.create,
    parse=parse_chunk,
    accept=accept_chunk,
    done=_DONE,
)


class OpenAIChatCompletionsModel(PickledWithoutKey, BuiltInModel):
    """A model behind the Chat Completions API, which nearly every server of local models has.

    For Ollama: ``OpenAIChatCompletionsModel("qwen3", AsyncOpenAI(base_url="http://localhost:11434/v1"))``
    Its responses are streamed as events of the Responses API. Raises what the openai client raises.
    A pickle of it has no key: that is read from the environment where the model is unpickled.

    ``should_replay_reasoning_content`` decides which reasoning goes back to the server; by default that of
    the models known to want it. ``strict_feature_validation`` raises ``UserError`` for what is otherwise left
    out because chat completions cannot pass it on. ``buffer_streamed_tool_calls`` starts calls at the
    stream's end, with all their arguments at once.
    """

    def __init__(
        self,
        model: str,
        openai_client: AsyncOpenAI,
        should_replay_reasoning_content: ShouldReplayReasoningContent | None = None,
        strict_feature_validation: bool = False,
        buffer_streamed_tool_calls: bool = False,
    ) -> None:
        self.model = model
        self.openai_client = require_async_client(openai_client)
        self.should_replay_reasoning_content = should_replay_reasoning_content
        self._strict = strict_feature_validation
        self._buffer_calls = buffer_streamed_tool_calls

    async def stream_call(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        """Stream the response to one call."""
        base_url = str(self.openai_client.base_url)
        target = ReplayTarget(self.model, base_url, self.should_replay_reasoning_content)
        body = {"model": self.model, **chat_body(call, target, strict=self._strict)}
        handler = ChatStreamHandler(self.model, strict=self._strict, buffer_calls=self._buffer_calls)
        done = False
        try:
            async with aclosing(self._chunks(body, call.model_settings, handler.answered)) as chunks:
                async for chunk in chunks:
                    if chunk is _DONE:
                        done = True
                        break
                    for event in handler.add_chunk(chunk):
                        yield event
        except Exception as error:
            # With a finish reason the answer is whole, though the connection was lost.
            if not (handler.finish_reason and isinstance(error, APIConnectionError)):
                for event in handler.lost():
                    yield event
                raise
        for event in self._last_events(handler, done=done):
            yield event

    def _last_events(self, handler: ChatStreamHandler, *, done: bool) -> list[TResponseStreamEvent]:
        """The events that end the response; none if it was cut off.

        Raises ``openai.APIError`` if the server said, in place of an end, what went wrong.
        """
        if handler.finish_reason:
            return handler.finish()
        if handler.remark:
            request = httpx2.Request("POST", f"{self.openai_client.base_url}chat/completions")
            raise reported_error(handler.remark, request)
        if done or not handler.has_output:
            return handler.finish()
        if not handler.is_whole:
            return handler.lost()
        logger.warning(
            "The server of %s ended its stream without a finish reason and without [DONE]: "
            "its answer is taken as it is, but may be cut short.",
            self.model,
        )
        return handler.finish(confirmed=False)

    def _chunks(
        self, body: dict[str, Any], settings: ModelSettings, answered: Callable[[str | None], None]
    ) -> AsyncGenerator[Any, None]:
        def send(body: dict[str, Any]) -> AsyncGenerator[Any, None]:
            return stream_events(self.openai_client, _ENDPOINT, body, settings, answered)

        if settings.include_usage is not None or body["stream_options"] is None:
            return send(body)
        return chunks_with_usage(send, self.openai_client, body)


def chat_body(call: ModelCall, target: ReplayTarget, *, strict: bool = False) -> dict[str, Any]:
    """The body of a request, without the model; what nobody set is None.

    Every server is asked to report the usage, OpenAI's own API also to store the response.
    """
    _refuse_server_state(call)
    settings = call.model_settings
    if strict:
        _refuse_reasoning_settings(settings)
    tools = function_tools(call)
    is_openai = httpx2.URL(target.base_url or "").host == "api.openai.com"
    return {
        **shared_settings(settings),
        "messages": chat_messages(call.system_instructions, call.items, target=target, strict=strict),
        "tools": tools or None,
        "tool_choice": _tool_choice(settings.tool_choice),
        "parallel_tool_calls": settings.parallel_tool_calls if tools else None,
        "response_format": _response_format(call),
        "frequency_penalty": settings.frequency_penalty,
        "presence_penalty": settings.presence_penalty,
        "max_tokens": settings.max_tokens,
        "stream_options": _stream_options(settings),
        "store": True if settings.store is None and is_openai else settings.store,
        "reasoning_effort": settings.reasoning.effort if settings.reasoning else None,
        "verbosity": settings.verbosity,
        "logprobs": _logprobs(settings),
        "stream": True,
    }


def function_tools(call: ModelCall) -> list[dict[str, Any]]:
    """The tools and handoffs that the model may call. Raises ``UserError`` for tools that the API runs."""
    tools = [dict(tool) for tool in tool_definitions(call)]
    hosted = [repr(tool.get("type")) for tool in tools if tool.get("type") != "function"]
    if hosted:
        raise UserError(
            f"Chat completions can call function tools only, but the agent has {', '.join(hosted)}, which "
            "OpenAI runs. Leave it out, or use OpenAIResponsesModel."
        )
    deferred = [tool["name"] for tool in tools if tool.get("defer_loading")]
    if deferred:
        raise UserError(
            f"Chat completions have no search for tools, but {', '.join(deferred)} has defer_loading=True. "
            "Leave that out, or use OpenAIResponsesModel."
        )
    return [{"type": tool.pop("type"), "function": tool} for tool in tools]


def _refuse_server_state(call: ModelCall) -> None:
    for name in ("previous_response_id", "conversation_id", "prompt"):
        if getattr(call, name) is not None:
            raise UserError(
                f"{name} needs a server that keeps conversations or prompts, and chat completions do not. "
                "Pass the whole input instead (result.to_input_list()), or use OpenAIResponsesModel."
            )


def _refuse_reasoning_settings(settings: ModelSettings) -> None:
    for name in ("mode", "context"):
        if getattr(settings.reasoning, name, None) is not None:
            raise UserError(
                f"Chat completions take the effort of ModelSettings.reasoning only, not its {name}: "
                "leave it out, or use OpenAIResponsesModel."
            )


def _tool_choice(choice: Any) -> Any:
    if choice in (None, "auto", "required", "none") or isinstance(choice, Mapping):
        return choice
    return {"type": "function", "function": {"name": choice}}


def _response_format(call: ModelCall) -> dict[str, Any] | None:
    schema = output_format(call.output_schema)
    return None if schema is None else {"type": "json_schema", "json_schema": schema}


def _stream_options(settings: ModelSettings) -> dict[str, Any] | None:
    if settings.include_usage is None and "stream_options" in (settings.extra_args or {}):
        return None
    # Most servers tell the usage of a stream only if they are asked, and then nobody could keep a budget.
    return {"include_usage": settings.include_usage is not False}


def _logprobs(settings: ModelSettings) -> bool | None:
    """Chat completions want ``logprobs`` beside ``top_logprobs``."""
    wanted = settings.top_logprobs is not None and "logprobs" not in (settings.extra_args or {})
    return True if wanted else None
