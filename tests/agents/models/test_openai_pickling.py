"""Models travel to other processes by cloudpickle, without their keys; what cannot travel is told."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
from typing import Any

import cloudpickle
import httpx2
import pytest
from answers import chat, respond, text
from loopback import LoopbackServer
from openai import AsyncAzureOpenAI, AsyncOpenAI

from agents_widget.agents import (
    Agent,
    OpenAIChatCompletionsModel,
    OpenAIProvider,
    OpenAIResponsesModel,
    RunConfig,
    SQLiteSession,
    function_tool,
)
from agents_widget.agents.models.openai_pickling import KeyNotHereError

KEY = "a-key-that-stays-at-home"
RUN = """
import asyncio, pickle, sys
from agents_widget.agents import Runner
agent = pickle.loads(sys.stdin.buffer.read())
print(asyncio.run(Runner.run(agent, "Hi")).final_output)
"""


def in_a_fresh_process(pickled: bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    inherited = {name: value for name, value in os.environ.items() if value != KEY}
    return subprocess.run(
        [sys.executable, "-c", RUN],
        input=pickled,
        env={**inherited, **environment},
        capture_output=True,
        timeout=300,
    )


@pytest.mark.parametrize("kind", [OpenAIResponsesModel, OpenAIChatCompletionsModel])
def test_an_agent_runs_in_another_process_with_the_key_from_there(
    kind: Any, loopback: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_API_KEY", KEY)
    client = AsyncOpenAI(base_url=loopback.base_url, api_key=KEY, default_headers={"X-Team": "blue"})
    table = {"Oslo": 3}

    @function_tool
    def degrees(city: str) -> int:
        return table[city]

    agent = Agent(name="A", model=kind("m", client), tools=[degrees])
    pickled = cloudpickle.dumps(agent)
    loopback.answer((respond if kind is OpenAIResponsesModel else chat)(text("Hello from far away.")))

    ran = in_a_fresh_process(pickled, SOME_API_KEY="the-key-over-there")

    assert ran.stdout.decode().strip() == "Hello from far away.", ran.stderr.decode()[-2000:]
    request = loopback.wait_for_request()
    assert request.headers["authorization"] == "Bearer the-key-over-there"
    assert request.headers["x-team"] == "blue"
    assert KEY.encode() not in pickled


def test_where_the_key_is_missing_the_error_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", KEY)
    model = OpenAIResponsesModel("m", AsyncOpenAI(base_url="http://127.0.0.1:1/v1", api_key=KEY))
    pickled = pickle.dumps(model)
    monkeypatch.delenv("SOME_API_KEY")
    with pytest.raises(KeyNotHereError, match=r"No key for http://127\.0\.0\.1:1/v1/ here.*SOME_API_KEY"):
        pickle.loads(pickled)


def test_openais_key_goes_to_openai_only(monkeypatch: pytest.MonkeyPatch) -> None:
    given_in_code = AsyncOpenAI(api_key="given-in-code", base_url="https://api.openai.com/v1")
    pickled = pickle.dumps(OpenAIResponsesModel("m", given_in_code))
    monkeypatch.setenv("OPENAI_API_KEY", "of-the-environment")
    assert pickle.loads(pickled).openai_client.api_key == "of-the-environment"

    elsewhere = AsyncOpenAI(api_key="given-in-code", base_url="https://models.example.org/v1")
    with pytest.raises(TypeError, match=r"The key for models\.example\.org is in no environment variable"):
        pickle.dumps(OpenAIResponsesModel("m", elsewhere))


@pytest.mark.parametrize("word", ["none", "ollama", "EMPTY"])
def test_a_server_that_wants_no_key_is_sent_none_of_the_environment(
    word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "of-openai")
    client = AsyncOpenAI(api_key=word, base_url="http://127.0.0.1:1/v1", timeout=7, max_retries=0)
    there = pickle.loads(pickle.dumps(OpenAIChatCompletionsModel("m", client))).openai_client
    assert (there.api_key, there.timeout, there.max_retries) == (word, 7, 0)


class OtherModel(OpenAIChatCompletionsModel):
    """A subclass with state of its own."""

    def __init__(self, *args: Any, wish: str) -> None:
        super().__init__(*args, strict_feature_validation=True)
        self.wish = wish


def test_a_subclass_keeps_what_it_has() -> None:
    client = AsyncOpenAI(api_key="none", base_url="http://127.0.0.1:1/v1")
    there = pickle.loads(pickle.dumps(OtherModel("m", client, wish="brevity")))
    assert (type(there), there.wish, there._strict) == (OtherModel, "brevity", True)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_a_copy_in_this_process_has_the_same_client(copied: Any) -> None:
    client = AsyncOpenAI(api_key="given-in-code", base_url="https://models.example.org/v1")
    model = copied(OtherModel("m", client, wish="brevity"))
    assert model.openai_client is client
    assert model.wish == "brevity"


def refused() -> list[tuple[AsyncOpenAI, str]]:
    url = "http://127.0.0.1:1/v1"

    async def provider() -> str:
        return "k"

    azure = AsyncAzureOpenAI(azure_endpoint="https://a.example.org", api_version="1", api_key="k")
    return [
        (AsyncOpenAI(api_key=provider, base_url=url), "api_key_provider"),
        (AsyncOpenAI(api_key="none", base_url=url, http_client=httpx2.AsyncClient()), "http_client"),
        (AsyncOpenAI(api_key="none", base_url=url, default_headers={"X-Api-Key": "k"}), "'X-Api-Key'"),
        (AsyncOpenAI(api_key="none", base_url=url, default_query={"token": "k"}), "'token'"),
        (AsyncOpenAI(api_key="none", base_url="http://me:secret@127.0.0.1:1/v1"), "has a password"),
        (azure, "not of AsyncAzureOpenAI"),
    ]


@pytest.mark.parametrize("number", range(6))
def test_a_client_that_cannot_travel_is_refused_with_what_to_do(number: int) -> None:
    client, words = refused()[number]
    for holder in (OpenAIResponsesModel("m", client), OpenAIProvider(openai_client=client)):
        with pytest.raises(TypeError, match=words) as caught:
            pickle.dumps(RunConfig(model=holder) if isinstance(holder, OpenAIResponsesModel) else holder)
        assert "Or give an async function" in str(caught.value)


def test_a_provider_with_a_client_travels() -> None:
    client = AsyncOpenAI(api_key="none", base_url="http://127.0.0.1:1/v1")
    there = pickle.loads(pickle.dumps(OpenAIProvider(openai_client=client, use_responses=False)))
    model = there.get_model("m")
    assert isinstance(model, OpenAIChatCompletionsModel)
    assert str(model.openai_client.base_url) == "http://127.0.0.1:1/v1/"


def test_an_sqlite_session_stays() -> None:
    with pytest.raises(TypeError, match=r"SQLiteSession 'a' is an open file .*InMemorySession"):
        pickle.dumps(SQLiteSession("a"))
