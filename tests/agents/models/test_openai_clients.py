"""One client on several event loops."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from answers import text
from loopback import LoopbackServer
from openai import AsyncOpenAI, DefaultAsyncHttpx2Client, OpenAI

from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import ModelTracing
from agents_widget.agents.models.openai_chatcompletions import OpenAIChatCompletionsModel
from agents_widget.agents.models.openai_clients import client_for_running_loop
from agents_widget.agents.models.openai_responses import OpenAIResponsesModel

ASK: tuple[Any, ...] = (None, "hi", ModelSettings(), [], None, [], ModelTracing.DISABLED)


async def ask(client: AsyncOpenAI) -> AsyncOpenAI:
    """Ask a model; gives the client that really went out, with its connections closed."""
    async for _ in OpenAIResponsesModel("m", client).stream_response(*ASK):
        pass
    here = client_for_running_loop(client)
    if here is not client:
        await here.close()
    return here


def test_one_client_serves_loops_one_after_another(loopback: LoopbackServer) -> None:
    loopback.always = text("hi")
    client = AsyncOpenAI(
        base_url=loopback.base_url, api_key="sk-test", default_headers={"a": "b"}, max_retries=0
    )
    used = [asyncio.run(ask(client)) for _ in range(3)]
    assert used[0] is client
    assert len(set(map(id, used))) == 3
    assert [request.headers["a"] for request in loopback.requests] == ["b"] * 3


async def test_one_client_serves_loops_side_by_side(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.always = text("hi")
    assert await ask(client) is client
    elsewhere: list[AsyncOpenAI] = []
    thread = threading.Thread(target=lambda: elsewhere.append(asyncio.run(ask(client))))
    thread.start()
    assert await ask(client) is client
    await asyncio.to_thread(thread.join)
    assert elsewhere[0] is not client
    assert len(loopback.requests) == 3


async def test_a_copy_is_made_once_and_a_given_http_client_is_kept(loopback: LoopbackServer) -> None:
    async with AsyncOpenAI(base_url="http://127.0.0.1:9", api_key="sk-test") as client:
        assert await asyncio.to_thread(asyncio.run, _twice(client))
    async with AsyncOpenAI(api_key="sk-test", http_client=DefaultAsyncHttpx2Client()) as own:
        assert await asyncio.to_thread(asyncio.run, _here(own)) is own
        assert client_for_running_loop(own) is own


async def _twice(client: AsyncOpenAI) -> bool:
    copy = client_for_running_loop(client)
    async with copy:
        return copy is not client and client_for_running_loop(client) is copy


async def _here(client: AsyncOpenAI) -> AsyncOpenAI:
    return client_for_running_loop(client)


async def test_a_run_elsewhere_leaves_the_client_to_the_main_thread(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    """A watched run has the background's loop, and the user's own cells ask the same client afterwards."""
    loopback.always = text("hi")
    assert await asyncio.to_thread(asyncio.run, ask(client)) is not client
    await client.responses.create(model="m", input="hi")
    assert await ask(client) is client


@pytest.mark.parametrize("kind", [OpenAIResponsesModel, OpenAIChatCompletionsModel])
@pytest.mark.parametrize("wrong", [OpenAI(api_key="none"), "qwen3", None])
def test_what_is_no_client_is_named_at_once(kind: Any, wrong: Any) -> None:
    said = rf"must be an AsyncOpenAI client, got {type(wrong).__name__}: write AsyncOpenAI\(base_url"
    with pytest.raises(TypeError, match=said):
        kind("m", wrong)
