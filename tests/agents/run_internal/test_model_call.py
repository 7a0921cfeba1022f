"""Calls of a model: one that has no stream, and ModelSettings.timeout, the time of the whole response."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import hang
import pytest
from answers import Answer, chat, respond, text
from loopback import LoopbackServer
from openai import AsyncOpenAI
from openai.types.responses import ResponseOutputMessage

from agents_widget.agents.agent import Agent
from agents_widget.agents.exceptions import ModelBehaviorError, ModelTimeoutError
from agents_widget.agents.items import ModelResponse
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import Model, ModelCall, ModelTracing
from agents_widget.agents.models.openai_chatcompletions import OpenAIChatCompletionsModel
from agents_widget.agents.models.openai_responses import OpenAIResponsesModel
from agents_widget.agents.models.response_collector import ResponseCollector
from agents_widget.agents.run import Runner
from agents_widget.agents.run_internal.model_call import call_model
from agents_widget.agents.usage import Usage

ASK: tuple[Any, ...] = (None, "hi", ModelSettings(), [], None, [], ModelTracing.DISABLED)


def message(text: str) -> ResponseOutputMessage:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    fields = {"id": "m1", "type": "message", "role": "assistant", "status": "completed", "content": content}
    return ResponseOutputMessage.model_validate(fields)


class Whole(Model):
    async def get_response(self, *args: Any, **more: Any) -> ModelResponse:
        return ModelResponse([message("hello")], Usage(requests=1, input_tokens=3), "r1")


class Odd(Model):
    """Gives one event, or one response, of any kind."""

    def __init__(self, given: Any) -> None:
        self._given = given


class OddStream(Odd):
    async def stream_response(self, *args: Any, **more: Any) -> AsyncIterator[Any]:
        yield self._given


class OddWhole(Odd):
    async def get_response(self, *args: Any, **more: Any) -> Any:
        return self._given


def _cyclic_list() -> list[Any]:
    cyclic: list[Any] = []
    cyclic.append(cyclic)
    return cyclic


def _cyclic_message() -> ResponseOutputMessage:
    cyclic = message("hi")
    cyclic.content = [cyclic]  # type: ignore[list-item]
    return cyclic


def _whole(*output: Any) -> ModelResponse:
    return ModelResponse([*output], Usage(), None)


@pytest.mark.parametrize(
    "model",
    [
        OddStream(_cyclic_list()),
        OddStream({"type": "response.created", "response": {"output": _cyclic_list()}}),
        OddStream(SimpleNamespace(type="response.completed", response=SimpleNamespace())),
        OddWhole(None),
        OddWhole({}),
        OddWhole(_whole(_cyclic_message())),
        OddWhole(_whole(_cyclic_list())),
        OddWhole(_whole(SimpleNamespace(type=["unhashable"]))),
    ],
)
async def test_what_a_model_of_ones_own_gives_and_nobody_can_read_is_said(model: Model) -> None:
    """It was a bare RecursionError, AttributeError or TypeError."""
    with pytest.raises(ModelBehaviorError, match=r"The model's (stream|get_response) gave"):
        await Runner.run(Agent(name="A", model=model), "hi")


async def test_a_model_with_only_get_response_streams() -> None:
    collector = ResponseCollector(ModelSettings())
    events = [event async for event in call_model(Whole(), ModelCall(*ASK), collector)]
    assert [(event.sequence_number, event.type) for event in events] == [
        (0, "response.created"),
        (1, "response.in_progress"),
        (2, "response.output_item.added"),
        (3, "response.content_part.added"),
        (4, "response.output_text.delta"),
        (5, "response.output_text.done"),
        (6, "response.content_part.done"),
        (7, "response.output_item.done"),
        (8, "response.completed"),
    ]
    assert events[-1].type == "response.completed"
    assert events[-1].response.output_text == "hello"
    assert events[-1].response.usage is not None
    assert events[-1].response.usage.input_tokens == 3
    assert collector.response == ModelResponse([message("hello")], Usage(requests=1, input_tokens=3), "r1")


async def asked(model: Model, timeout: float | None) -> Any:
    agent = Agent(name="A", model=model, model_settings=ModelSettings(timeout=timeout))
    return (await Runner.run(agent, "hi")).final_output


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
    await asked(model, timeout=None)  # connects
    with pytest.raises(ModelTimeoutError) as error:
        await asked(model, timeout=0.5)
    assert error.value.timeout_seconds == 0.5
    assert await asyncio.to_thread(loopback.requests[1].closed.wait, hang.SECONDS)


async def test_it_is_the_whole_answer_that_counts(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(respond(text("never ending" * 100, size=1), pace=0.02))
    with pytest.raises(ModelTimeoutError):
        await asked(OpenAIResponsesModel("m", client), timeout=0.3)


class Mute(Model):
    """A user's own model, which never says anything."""

    def __init__(self) -> None:
        self.closed = False

    async def stream_response(self, *request: Any, **beside: Any) -> AsyncIterator[Any]:
        try:
            await asyncio.Event().wait()
            yield
        finally:
            self.closed = True


async def test_a_model_of_ones_own_is_bounded_too() -> None:
    model = Mute()
    with pytest.raises(ModelTimeoutError):
        await asked(model, timeout=0.05)
    assert model.closed


@pytest.mark.parametrize("timeout", [None, 30])
async def test_an_answer_in_time_is_whole(
    loopback: LoopbackServer, client: AsyncOpenAI, timeout: float | None
) -> None:
    loopback.answer(text("Hello"))
    assert await asked(OpenAIResponsesModel("m", client), timeout) == "Hello"
