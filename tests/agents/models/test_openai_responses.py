"""OpenAIResponsesModel on the real client: closing, reuse of connections, and clients of other kinds."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import hang
import openai
import pytest
from answers import Gate, reasoning, respond, status, text
from loopback import LoopbackServer
from openai import AsyncAzureOpenAI, AsyncOpenAI

from agents_widget.agents.exceptions import ModelBehaviorError
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import ModelTracing
from agents_widget.agents.models.openai_responses import OpenAIResponsesModel

ASK: tuple[Any, ...] = (None, "hi", ModelSettings(), [], None, [], ModelTracing.DISABLED)


def asked(client: Any, **settings: Any) -> Any:
    ask = (None, "hi", ModelSettings(**settings), [], None, [], ModelTracing.DISABLED)
    return OpenAIResponsesModel("m", client).stream_response(*ask)  # type: ignore[arg-type]


async def types(stream: AsyncIterator[Any]) -> list[str]:
    return [event.type async for event in stream]


async def test_the_whole_answer_comes_with_its_usage(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(respond(reasoning("Hm."), text("Hello", size=1), model="gpt-x"))
    answer = await OpenAIResponsesModel("m", client).get_response(*ASK)
    assert [item.type for item in answer.output] == ["reasoning", "message"]
    assert (answer.usage.requests, answer.usage.input_tokens, answer.usage.output_tokens) == (1, 10, 6)
    assert answer.request_id == "req_1"
    assert answer.response_id is not None
    assert loopback.requests[0].body["model"] == "m"


async def test_closing_the_stream_closes_the_connection(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    gate = Gate()
    loopback.answer(text("Hello", gates={5: gate}))
    async with aclosing(asked(client)) as stream:
        async for event in stream:
            if event.type == "response.output_text.delta":
                break
        assert not loopback.requests[0].closed.is_set()
    assert await asyncio.to_thread(loopback.requests[0].closed.wait, hang.SECONDS)


@pytest.mark.parametrize("place", [0, 5])
async def test_cancelling_closes_the_connection(
    loopback: LoopbackServer, client: AsyncOpenAI, place: int
) -> None:
    gate = Gate()
    loopback.answer(text("Hello", gates={place: gate}))
    task = asyncio.create_task(types(asked(client)))
    assert await asyncio.to_thread(gate.reached.wait, hang.SECONDS)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(loopback.requests[0].closed.wait, hang.SECONDS)


@pytest.mark.parametrize("leave_early", [False, True])
async def test_a_finished_answer_leaves_the_connection_for_the_next(
    loopback: LoopbackServer, client: AsyncOpenAI, leave_early: bool
) -> None:
    loopback.always = text("hi")
    for _ in range(3):
        async with aclosing(asked(client)) as stream:
            async for event in stream:
                if leave_early and event.type == "response.completed":
                    break
    assert len({request.connection for request in loopback.requests}) == 1


async def test_a_server_that_does_not_end_its_answer_holds_nobody_up(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    answer = text("hi")
    loopback.answer(respond(answer, stall_after=len(respond(answer).events)))
    assert (await types(asked(client)))[-1] == "response.completed"
    assert await asyncio.to_thread(loopback.requests[0].closed.wait, hang.SECONDS)


async def test_an_early_end_is_not_taken_for_an_answer(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    from answers import events

    loopback.answer(events(respond(text("hi")).events[:5]))
    with pytest.raises(ModelBehaviorError, match="ended without a final response"):
        await OpenAIResponsesModel("m", client).get_response(*ASK)


async def test_many_streams_at_once_stay_apart(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.always = lambda request: text(request.body["input"][0]["content"] * 50, size=1)

    async def ask(word: str) -> str:
        settings: Any = (None, word, ModelSettings(), [], None, [], ModelTracing.DISABLED)
        answer = await OpenAIResponsesModel("m", client).get_response(*settings)
        item = answer.output[0]
        assert item.type == "message"
        assert item.content[0].type == "output_text"
        return item.content[0].text

    words = [chr(ord("a") + n) for n in range(20)]
    assert await asyncio.gather(*map(ask, words)) == [word * 50 for word in words]


async def test_azure(loopback: LoopbackServer) -> None:
    loopback.answer(text("hi"))
    endpoint = loopback.base_url.removesuffix("/v1")
    async with AsyncAzureOpenAI(azure_endpoint=endpoint, api_key="azure", api_version="v") as client:
        assert (await types(asked(client)))[-1] == "response.completed"
    request = loopback.requests[0]
    assert request.path == "/openai/responses?api-version=v"
    assert request.headers["api-key"] == "azure"


async def test_a_callable_key_is_asked(loopback: LoopbackServer) -> None:
    async def key() -> str:
        return "fresh"

    loopback.answer(text("hi"))
    async with AsyncOpenAI(base_url=loopback.base_url, api_key=key) as client:
        await types(asked(client))
    assert loopback.requests[0].headers["authorization"] == "Bearer fresh"


async def test_an_admin_key_is_not_sent_to_a_model(
    loopback: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    async with AsyncOpenAI(base_url=loopback.base_url, admin_api_key="sk-admin") as client:
        with pytest.raises(Exception) as theirs:
            await client.responses.create(model="m", input="hi", stream=True)
        with pytest.raises(type(theirs.value)) as error:
            await types(asked(client))
    assert str(error.value) == str(theirs.value)
    assert loopback.requests == []


class Fake:
    """A client of somebody's own."""

    class Events:
        closed = False

        async def __aiter__(self) -> AsyncIterator[Any]:
            yield openai.BaseModel.construct(type="response.created")

        async def close(self) -> None:
            self.closed = True

    def __init__(self) -> None:
        self.arguments: dict[str, Any] = {}
        self.responses = self
        self.stream = self.Events()

    async def create(self, **arguments: Any) -> Any:
        self.arguments = arguments
        return self.stream


async def test_a_client_of_ones_own_is_called_as_it_is() -> None:
    fake = Fake()
    assert await types(asked(fake, temperature=0.5, extra_headers={"a": "b"})) == ["response.created"]
    assert fake.stream.closed
    assert (fake.arguments["stream"], fake.arguments["extra_headers"]) == (True, {"a": "b"})
    assert "extra_body" not in fake.arguments


async def test_a_wrapped_create_is_called(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    calls = []
    create = client.responses.create

    @functools.wraps(create)
    async def traced(*args: Any, **kwargs: Any) -> Any:
        calls.append(kwargs["model"])
        return await create(*args, **kwargs)

    client.responses.create = traced  # type: ignore[method-assign]
    loopback.answer(text("hi"))
    assert (await types(asked(client)))[-1] == "response.completed"
    assert calls == ["m"]


async def test_a_patch_of_the_class_is_called(
    loopback: LoopbackServer, client: AsyncOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    create = openai.resources.responses.AsyncResponses.create

    async def traced(self: Any, **kwargs: Any) -> Any:
        calls.append(kwargs["model"])
        return await create(self, **kwargs)

    monkeypatch.setattr(openai.resources.responses.AsyncResponses, "create", traced)
    loopback.answer(text("hi"))
    assert (await types(asked(client)))[-1] == "response.completed"
    assert calls == ["m"]


@pytest.mark.parametrize("patched", [False, True])
async def test_an_answer_in_one_piece_is_taken(
    loopback: LoopbackServer, client: AsyncOpenAI, patched: bool
) -> None:
    create = client.responses.create

    async def unstreamed(**arguments: Any) -> Any:
        return await create(**{**arguments, "stream": False})

    if patched:
        client.responses.create = unstreamed  # type: ignore[method-assign]
    loopback.answer(status(200, respond(text("Hello")).whole))
    answer = await OpenAIResponsesModel("m", client).get_response(*ASK)
    assert answer.output[0].to_dict()["content"][0]["text"] == "Hello"
    assert loopback.requests[0].streamed is not patched


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (["msg_1", "fc_1"], ["msg_1", "fc_1"]),
        (["call_1", "call_1"], ["call_1", "no id"]),
        (["", "fc_1"], ["no id", "fc_1"]),
        ([None, None], ["no id", "no id"]),
        ([7, ["a"]], ["no id", "no id"]),
    ],
)
async def test_ids_that_name_nothing_are_not_sent_back(
    loopback: LoopbackServer, client: AsyncOpenAI, given: list[Any], sent: list[str]
) -> None:
    """The API refuses ids that are no text, and one id for two items; it takes these items without any."""
    message = {"type": "message", "role": "assistant", "content": "Hm.", "id": given[0]}
    call = {"type": "function_call", "call_id": "c", "name": "add", "arguments": "{}", "id": given[1]}
    reference = [{"type": "item_reference", "id": "ref_1"}] * 2  # known by its id alone
    output = {"type": "function_call_output", "call_id": "c", "output": "3"}
    loopback.answer(text("Hello"))
    history: Any = [message, call, output, *reference]
    await OpenAIResponsesModel("m", client).get_response(None, history, *ASK[2:])
    ids = [item.get("id", "no id") for item in loopback.requests[0].body["input"]]
    assert ids == [*sent, "no id", "ref_1", "ref_1"]


async def test_a_message_that_is_repeated_has_its_id_once(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    """Found by the storm: "Duplicate item found with id msg_1. Remove duplicate items from your input"."""
    message = {"type": "message", "role": "assistant", "content": "Hm.", "id": "msg_1"}
    loopback.answer(text("Hello"))
    history: Any = [message, dict(message), {"role": "user", "content": "Go on."}]
    await OpenAIResponsesModel("m", client).get_response(None, history, *ASK[2:])
    sent = loopback.requests[0].body["input"]
    assert [item.get("content") for item in sent] == ["Hm.", "Hm.", "Go on."]
    assert [item.get("id") for item in sent] == ["msg_1", None, None]
