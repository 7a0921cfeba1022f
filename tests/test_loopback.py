"""The loopback server, seen through the real openai client."""

from __future__ import annotations

import json
from typing import Any

import hang
import openai
import pytest
from answers import Gate, call, chat, events, reasoning, refusal, respond, status, text
from loopback import LoopbackServer
from openai import AsyncOpenAI
from openai.types.responses import ResponseStreamEvent
from pydantic import TypeAdapter


async def collect(client: AsyncOpenAI, **more: Any) -> list[Any]:
    async with await client.responses.create(model="m", input="hi", stream=True, **more) as stream:
        return [event async for event in stream]


EVERYTHING = (
    reasoning("Let me see."),
    reasoning("Privately.", raw=True),
    text("Hello, world", annotations=[{"type": "file_path", "file_id": "f1", "index": 2}]),
    refusal("I will not."),
    call("add", {"a": 1, "b": 2}),
)


def test_every_event_of_a_stream_fits_the_api_strictly() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)
    for event in respond(*EVERYTHING).events:
        adapter.validate_python(event, strict=True)


@pytest.mark.parametrize("split", [None, 1, 2, 3, 7, 100_000])
async def test_a_stream_arrives_whole_however_it_is_split(
    loopback: LoopbackServer, client: AsyncOpenAI, split: int | None
) -> None:
    answer = respond(*EVERYTHING, text("Grüße 👋"), split=split)
    loopback.answer(answer)
    received = await collect(client)
    assert [json.loads(event.to_json()) for event in received] == answer.events


async def test_requests_are_noted_and_connections_kept(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(text("one"), text("two"))
    first = await client.responses.create(model="m", input="hi")
    assert first.output_text == "one"
    assert (await collect(client))[-1].response.output_text == "two"
    request = loopback.wait_for_request(2)
    assert (request.path, request.body["input"]) == ("/v1/responses", "hi")
    assert request.headers["authorization"] == "Bearer sk-test"
    assert request.done.is_set()
    assert not request.closed.is_set()


async def test_a_gate_holds_the_stream_and_leaving_closes_it(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    gate, end = Gate(), Gate()
    loopback.answer(text("Hello", size=1, gates={5: gate, "response.completed": end}))
    async with await client.responses.create(model="m", input="hi", stream=True) as stream:
        async for event in stream:
            if event.type == "response.output_text.delta":
                assert gate.reached.wait(hang.SECONDS)
                gate.open()
            if event.type == "response.output_item.done":
                break
        assert end.reached.wait(hang.SECONDS)
        assert not loopback.requests[0].closed.is_set()
    assert loopback.requests[0].closed.wait(hang.SECONDS)
    assert not loopback.requests[0].done.is_set()


async def test_misbehaviour(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(
        text("Hello", drop_after=4), text("Hello", stall_after=4), status(429, headers={"a": "b"})
    )
    with pytest.raises(openai.APIConnectionError):
        await collect(client)
    with pytest.raises(openai.APITimeoutError):
        await collect(client, timeout=1)  # for a request, too, on a busy machine
    with pytest.raises(openai.RateLimitError) as limited:
        await collect(client)
    assert limited.value.response.headers["a"] == "b"
    with pytest.raises(openai.InternalServerError, match="no answer queued for request 4"):
        await collect(client)


async def test_fields_can_be_left_out_and_bytes_put_in(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(text("Hello", omit={"sequence_number", "usage"}), events([b"data: {]\n\n"]))
    received = await collect(client)
    assert all(event.sequence_number is None for event in received)
    assert received[-1].response.usage is None
    with pytest.raises(json.JSONDecodeError):
        await collect(client)


async def test_an_answer_for_always_and_one_chosen_by_the_request(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    loopback.always = text("again")
    loopback.answer(lambda request: text(request.body["input"]))
    said = [(await client.responses.create(model="m", input="hi")).output_text for _ in range(3)]
    assert said == ["hi", "again", "again"]
    loopback.reset()
    assert loopback.requests == []
    assert loopback.always is None


async def test_chat_completions(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    parts = (
        reasoning("Hm"),
        text("Hello"),
        call("add", {"a": 1}, call_id="c1"),
        call("sub", "", call_id="c2"),
    )
    loopback.answer(chat(*parts), chat(*parts))
    stream = await client.chat.completions.create(model="m", messages=[], stream=True)
    chunks = [chunk async for chunk in stream]
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == "Hello"
    assert chunks[-1].usage is not None
    whole = await client.chat.completions.create(model="m", messages=[])
    message = whole.choices[0].message
    assert message.content == "Hello"
    assert [tool_call.id for tool_call in message.tool_calls or []] == ["c1", "c2"]
