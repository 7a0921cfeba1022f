"""Streams a LocalRequest's answer from llama.cpp as the events of a response."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from typing import Any

import openai
from openai.types.responses import ResponseStreamEvent

from ..errors import ModelBehaviorError
from .compose import ResponseComposer, token_usage
from .local_calls import CallReader
from .local_request import LocalRequest
from .local_server import Endpoint
from .parts import Call, Text
from .settings import ModelSettings


def local_client(endpoint: Endpoint) -> openai.AsyncOpenAI:
    """A client for one request: it belongs to the running loop, and no proxy gets between it and loopback."""
    http_client = openai.DefaultAsyncHttpx2Client(trust_env=False, verify=False)
    return openai.AsyncOpenAI(base_url=endpoint.base_url, api_key=endpoint.api_key, http_client=http_client)


async def answer_events(
    client: openai.AsyncOpenAI, model: str, request: LocalRequest, settings: ModelSettings
) -> AsyncGenerator[ResponseStreamEvent, None]:
    """The whole stream of events of the answer; closing it frees the model."""
    answer = _Answer(model, CallReader() if request.is_call else None)
    async with await client.chat.completions.create(**_body(model, request, settings)) as chunks:
        for event in answer.begin():
            yield event
        async for chunk in chunks:
            for event in answer.grow(chunk):
                yield event
    for event in answer.end():
        yield event


class _Answer:
    """The response while chunks of it arrive."""

    def __init__(self, model: str, reader: CallReader | None) -> None:
        self._composer = ResponseComposer(model)
        self._reader = reader
        self._opened = False
        self._status = "completed"
        self._usage = token_usage(0, 0)

    def begin(self) -> Iterator[ResponseStreamEvent]:
        yield from self._composer.begin()
        if self._reader is None:
            yield from self._open(Text())

    def grow(self, chunk: Any) -> Iterator[ResponseStreamEvent]:
        if chunk.usage:
            details = chunk.usage.prompt_tokens_details
            cached = (details.cached_tokens if details else None) or 0
            self._usage = token_usage(
                chunk.usage.prompt_tokens, chunk.usage.completion_tokens, cached_tokens=cached
            )
        for choice in chunk.choices:
            if choice.finish_reason == "length":
                self._status = "incomplete"
            yield from self._write(choice.delta.content or "")

    def _write(self, text: str) -> Iterator[ResponseStreamEvent]:
        if self._reader is not None:
            text = self._reader.feed(text)
            if self._reader.name is not None and not self._opened:
                yield from self._open(Call(self._reader.name))
        if text:
            yield from self._composer.write(text)

    def _open(self, part: Text | Call) -> Iterator[ResponseStreamEvent]:
        self._opened = True
        yield from self._composer.open(part)

    def end(self) -> Iterator[ResponseStreamEvent]:
        if not self._opened:
            raise ModelBehaviorError(
                "The model was cut off before it had named a tool to call: raise max_tokens."
            )
        yield from self._composer.close(status=self._status)
        yield from self._composer.end(self._usage)


def _body(model: str, request: LocalRequest, settings: ModelSettings) -> dict[str, Any]:
    schema = {"name": "answer", "schema": request.schema}
    body = {
        "model": model,
        "messages": request.messages,
        "stream": True,
        "stream_options": {"include_usage": True},
        "response_format": {"type": "json_schema", "json_schema": schema} if request.schema else None,
        "temperature": settings.temperature,
        "max_tokens": settings.max_tokens,
        "top_p": settings.top_p,
        "frequency_penalty": settings.frequency_penalty,
        "presence_penalty": settings.presence_penalty,
    }
    return {name: value for name, value in body.items() if value is not None}
