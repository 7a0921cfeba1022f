"""ModelSettings.timeout: the whole answer's time, for both APIs."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from answers import Answer, chat, respond, text
from loopback import LoopbackServer
from openai import AsyncOpenAI

from agents_widget.errors import ModelTimeoutError
from agents_widget.models.chat_completions import OpenAIChatCompletionsModel
from agents_widget.models.model import Model, ModelSettings, ModelTracing
from agents_widget.models.responses import OpenAIResponsesModel


def asked(model: Model, timeout: float | None) -> Any:
    settings: Any = (None, "hi", ModelSettings(timeout=timeout), [], None, [], ModelTracing.DISABLED)
    return model.stream_response(*settings)


def silent(api: str, events: int) -> Answer:
    return (respond if api == "responses" else chat)(text("Hello", size=1), stall_after=events)


@pytest.mark.parametrize("events", [0, 5])
@pytest.mark.parametrize("api", ["responses", "chat"])
async def test_a_slow_answer_is_given_up_and_its_connection_closed(
    loopback: LoopbackServer, client: AsyncOpenAI, api: str, events: int
) -> None:
    models: dict[str, type[Any]] = {"responses": OpenAIResponsesModel, "chat": OpenAIChatCompletionsModel}
    model = models[api]("m", client)
    loopback.answer(text("Hello"), silent(api, events))
    await model.get_response(None, "hi", ModelSettings(), [], None, [], ModelTracing.DISABLED)  # connects
    with pytest.raises(ModelTimeoutError) as error:
        async for _ in asked(model, timeout=0.5):
            pass
    assert error.value.timeout_seconds == 0.5
    assert await asyncio.to_thread(loopback.requests[1].closed.wait, 10)


async def test_it_is_the_whole_answer_that_counts(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(respond(text("never ending" * 100, size=1), pace=0.02))
    with pytest.raises(ModelTimeoutError):
        async for _ in asked(OpenAIResponsesModel("m", client), timeout=0.3):
            pass


@pytest.mark.parametrize("timeout", [None, 30])
async def test_an_answer_in_time_is_whole(
    loopback: LoopbackServer, client: AsyncOpenAI, timeout: float | None
) -> None:
    loopback.answer(text("Hello"))
    types = [event.type async for event in asked(OpenAIResponsesModel("m", client), timeout)]
    assert types[-1] == "response.completed"
