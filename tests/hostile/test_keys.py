"""A key stays where the user put it: nothing that is written, sent to a page, printed or pickled has it."""

from __future__ import annotations

import io
import json
import logging
import pickle
import traceback
from pathlib import Path
from typing import Any

import pytest
from answers import Answer, status
from loopback import LoopbackServer, Request
from openai import AsyncOpenAI

from agents_widget import Agent, RunConfig, Runner, function_tool, watch
from agents_widget.agents.models.multi_provider import MultiProvider
from agents_widget.agents.models.openai_chatcompletions import OpenAIChatCompletionsModel
from agents_widget.agents.models.openai_provider import OpenAIProvider
from agents_widget.agents.models.openai_responses import OpenAIResponsesModel
from agents_widget.testing import ScriptedModel, call, text
from agents_widget.transcript.jsonable import jsonable
from agents_widget.widget.saved_page import bundle
from agents_widget.widget.widget import AgentWidget

KEYS = ["sk-proj-S3cr3tS3cr3tS3cr3tS3cr3t", "my-own-s3rvers-key"]


def written(widget: AgentWidget, folder: Path) -> str:
    """All that leaves the process of a run: files, the saved notebook, what the page is sent."""
    for suffix in ("html", "md", "jsonl"):
        widget.save(folder / f"run.{suffix}")
    files = [(folder / f"run.{suffix}").read_text("utf-8") for suffix in ("html", "md", "jsonl")]
    state = json.dumps(widget.get_state(), default=str)
    return "\n".join([*files, *bundle(widget.transcript).values(), state, repr(widget), repr(widget.tape)])


def echo(request: Request) -> Answer:
    """Refuse a request, quoting the header that has the key, as some servers do."""
    header = request.headers["authorization"]
    return status(401, {"error": {"message": f"Not accepted: Authorization: {header}", "type": "auth"}})


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("model_class", [OpenAIResponsesModel, OpenAIChatCompletionsModel])
async def test_a_server_that_quotes_the_key(
    key: str, model_class: Any, loopback: LoopbackServer, tmp_path: Path
) -> None:
    loopback.answer(echo)
    async with AsyncOpenAI(api_key=key, base_url=loopback.base_url, max_retries=0) as client:
        widget = watch(Agent(name="A", model=model_class("m", client)), "Hi")
        with pytest.raises(Exception, match="Not accepted"):
            await widget

    everything = written(widget, tmp_path)
    assert "Not accepted" in everything
    assert key not in everything


@pytest.mark.parametrize("key", KEYS)
async def test_a_tool_that_fails_with_a_key_in_its_address(key: str, tmp_path: Path) -> None:
    @function_tool(failure_error_function=lambda context, error: f"Failed: {error}")
    def forecast() -> str:
        """Ask a service."""
        raise ValueError(f"401 for url 'https://user:{key}@weather.example/?appid={key}'")

    agent = Agent(name="A", model=ScriptedModel([call("forecast"), text("Sorry.")]), tools=[forecast])
    widget = watch(agent, "Weather?")
    await widget

    everything = written(widget, tmp_path)
    assert "weather.example" in everything
    assert key not in everything


@pytest.mark.parametrize("key", KEYS)
async def test_the_key_in_the_line_that_failed(key: str, tmp_path: Path) -> None:
    @function_tool(failure_error_function=None)
    def connect() -> str:
        """Connect."""
        raise ConnectionError(f'connect(api_key="{key}")')

    widget = watch(Agent(name="A", model=ScriptedModel([call("connect")]), tools=[connect]), "Go")
    with pytest.raises(Exception, match="connect"):
        await widget

    assert key not in written(widget, tmp_path)


@pytest.mark.parametrize("key", KEYS)
async def test_a_state_a_result_and_what_python_shows_of_them(
    key: str, loopback: LoopbackServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    loopback.answer(status(500, {"error": {"message": "Broken."}}))
    async with AsyncOpenAI(api_key=key, base_url=loopback.base_url, max_retries=0) as client:
        agent = Agent(name="A", model=OpenAIResponsesModel("m", client))
        config = RunConfig(model_provider=OpenAIProvider(api_key=key))
        result = Runner.run_streamed(agent, "Hi", run_config=config)
        with pytest.raises(Exception, match="Broken") as caught:
            async for _ in result.stream_events():
                pass

    shown = [
        result.to_state().to_string(),
        *map(repr, (agent, config, result, client, config.model_provider)),
    ]
    shown += [json.dumps(jsonable(each)) for each in (agent, config, result, client, caught.value)]
    shown += traceback.format_exception(caught.value)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("agents_widget")]
    assert key not in "\n".join([*shown, *ours])


@pytest.mark.parametrize("key", KEYS)
def test_no_pickle_has_the_key(key: str) -> None:
    client = AsyncOpenAI(api_key=key)
    elsewhere = AsyncOpenAI(api_key=key, base_url="http://127.0.0.1:1/v1")
    hidden = AsyncOpenAI(api_key="none", default_headers={"Authorization": f"Bearer {key}"})
    holders = [
        client,
        OpenAIProvider(api_key=key),
        RunConfig(model_provider=OpenAIProvider(api_key=key)),
        RunConfig(model_provider=MultiProvider(openai_api_key=key)),
        *[OpenAIResponsesModel("m", each) for each in (elsewhere, hidden)],
    ]
    for holder in holders:
        file = io.BytesIO()
        with pytest.raises(TypeError, match="pickle"):
            pickle.dump(holder, file)
        assert key.encode() not in file.getvalue()


@pytest.mark.parametrize("key", KEYS)
def test_a_model_is_pickled_without_its_key(key: str) -> None:
    client = AsyncOpenAI(api_key=key)
    holders = [
        Agent(name="A", model=OpenAIResponsesModel("m", client)),
        RunConfig(model=OpenAIChatCompletionsModel("m", client)),
        OpenAIProvider(openai_client=client),
    ]
    for holder in holders:
        assert key.encode() not in pickle.dumps(holder)


def test_a_provider_without_a_key_is_pickled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-other-process")
    pickled = pickle.dumps(OpenAIProvider(base_url="http://127.0.0.1:1/v1", use_responses=False))

    assert pickle.loads(pickled).get_model("m").model == "m"
    assert b"sk-of" not in pickled
