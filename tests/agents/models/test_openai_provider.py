"""OpenAIProvider and the process-wide defaults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from answers import call as call_of, chat, chat_chunk, events
from loopback import LoopbackServer
from openai import AsyncOpenAI, OpenAIError

from agents_widget import Agent, ModelSettings, RunConfig, Runner
from agents_widget.agents.exceptions import UserError
from agents_widget.agents.models import openai_provider as provider, openai_shared
from agents_widget.agents.models.interface import ModelTracing
from agents_widget.agents.models.openai_chatcompletions import OpenAIChatCompletionsModel
from agents_widget.agents.models.openai_provider import OpenAIProvider
from agents_widget.agents.models.openai_responses import OpenAIResponsesModel
from agents_widget.agents.models.openai_shared import (
    set_default_openai_api,
    set_default_openai_client,
    set_default_openai_key,
)


@pytest.fixture(autouse=True)
def fresh_defaults(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No key, no client, and no choice of an API left behind."""
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_BASE_URL", "OPENAI_DEFAULT_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(openai_shared, "defaults", openai_shared.OpenAIDefaults())
    yield
    provider._shared_client.cache_clear()


def model_of(found: OpenAIProvider, name: str | None = None) -> OpenAIResponsesModel:
    model = found.get_model(name)
    assert isinstance(model, OpenAIResponsesModel)
    return model


def test_without_a_key_the_ways_out_are_named() -> None:
    with pytest.raises(UserError) as error:
        OpenAIProvider().get_model("gpt-x")
    for way in ("OPENAI_API_KEY", "model=DemoModel()", "model=LocalModel()", "base_url="):
        assert way in str(error.value)
    assert isinstance(error.value, OpenAIError)


def test_the_key_comes_from_the_environment_or_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-env")
    assert model_of(OpenAIProvider()).openai_client.api_key == "sk-env"
    set_default_openai_key("sk-set")
    assert model_of(OpenAIProvider()).openai_client.api_key == "sk-set"
    assert model_of(OpenAIProvider(api_key="sk-own")).openai_client.api_key == "sk-own"


def test_providers_set_up_alike_share_a_client() -> None:
    first = OpenAIProvider(api_key="sk-own", base_url="http://127.0.0.1:9/v1")
    second = OpenAIProvider(api_key="sk-own", base_url="http://127.0.0.1:9/v1")
    assert model_of(first).openai_client is model_of(second).openai_client
    other = OpenAIProvider(api_key="sk-own", base_url="http://127.0.0.1:10/v1")
    assert model_of(other).openai_client is not model_of(first).openai_client


def test_the_default_client_is_asked_unless_the_provider_has_options() -> None:
    client = AsyncOpenAI(api_key="sk-test", base_url="http://127.0.0.1:9/v1")
    set_default_openai_client(client)
    assert model_of(OpenAIProvider()).openai_client is client
    assert model_of(OpenAIProvider(api_key="sk-own")).openai_client is not client
    given = AsyncOpenAI(api_key="sk-given")
    assert model_of(OpenAIProvider(openai_client=given)).openai_client is given


def test_the_api_can_be_chosen() -> None:
    set_default_openai_key("sk-set")
    assert isinstance(OpenAIProvider(use_responses=False).get_model("m"), OpenAIChatCompletionsModel)
    set_default_openai_api("chat_completions")
    assert isinstance(OpenAIProvider().get_model("m"), OpenAIChatCompletionsModel)
    assert isinstance(OpenAIProvider(use_responses=True).get_model("m"), OpenAIResponsesModel)
    with pytest.raises(UserError, match="takes 'chat_completions' or 'responses', not 'chat'"):
        set_default_openai_api("chat")  # type: ignore[arg-type]


def test_the_model_may_be_named_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    set_default_openai_key("sk-set")
    assert model_of(OpenAIProvider(), "gpt-x").model == "gpt-x"
    monkeypatch.setenv("OPENAI_DEFAULT_MODEL", "My-Model")
    assert model_of(OpenAIProvider()).model == "my-model"


def test_options_that_contradict_or_do_not_exist_are_refused() -> None:
    client = AsyncOpenAI(api_key="sk-test")
    with pytest.raises(UserError, match="openai_client and api_key, base_url: set these on the client"):
        OpenAIProvider(openai_client=client, api_key="x", base_url="y")
    with pytest.raises(UserError, match="does not support use_responses_websocket"):
        OpenAIProvider(use_responses_websocket=True)
    OpenAIProvider(use_responses_websocket=False)
    with pytest.raises(TypeError, match="base_ulr"):
        OpenAIProvider(base_ulr="y")  # type: ignore[call-arg]


async def test_options_of_chat_models_reach_them(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    call = {"id": "c", "type": "custom", "index": 0}
    loopback.always = events([chat_chunk({"tool_calls": [call]}), b"data: [DONE]\n\n"])
    strict = OpenAIProvider(openai_client=client, use_responses=False, strict_feature_validation=True)
    with pytest.raises(UserError, match="Custom tool calls"):
        await Runner.run(Agent(name="A", model="m"), "x", run_config=RunConfig(model_provider=strict))
    loopback.always = chat(call_of("f", {"a": "12345678"}, size=2))
    buffering = OpenAIProvider(openai_client=client, use_responses=False, buffer_streamed_tool_calls=True)
    ask: Any = (None, "x", ModelSettings(), [], None, [], ModelTracing.DISABLED)
    told = [event async for event in buffering.get_model("m").stream_response(*ask)]
    assert len([event for event in told if event.type.endswith("arguments.delta")]) == 1
