"""Chat completions told as Responses events: like the OpenAI Agents SDK tells them, from any server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import agents
import hang
import openai
import pytest
from answers import Answer, Gate, call, chat, chat_chunk, events, reasoning, refusal, status, text
from loopback import LoopbackServer
from openai import AsyncOpenAI
from openai.types.responses import ResponseStreamEvent
from pydantic import TypeAdapter

from agents_widget.agents.exceptions import ModelBehaviorError
from agents_widget.agents.items import ModelResponse
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import ModelTracing
from agents_widget.agents.models.openai_chatcompletions import OpenAIChatCompletionsModel

ASK: tuple[Any, ...] = (None, "hi", ModelSettings(), [], None, [], ModelTracing.DISABLED)
THEIR_ASK: tuple[Any, ...] = (None, "hi", agents.ModelSettings(), [], None, [], agents.ModelTracing.DISABLED)
NOTHING_KEPT = {"previous_response_id": None, "conversation_id": None, "prompt": None}
DONE = b"data: [DONE]\n\n"
USAGE = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
DETAILED = {
    **USAGE,
    "prompt_tokens_details": {"cached_tokens": 2},
    "completion_tokens_details": {"reasoning_tokens": 1},
}


def piece(index: int | None = 0, id: str | None = None, **function: Any) -> dict[str, Any]:  # noqa: A002
    """A chunk with a piece of a tool call."""
    given = {"index": index, "id": id, "function": function or None}
    return chat_chunk({"tool_calls": [{name: value for name, value in given.items() if value is not None}]})


def ours(client: AsyncOpenAI) -> Any:
    return OpenAIChatCompletionsModel("m", client).stream_response(*ASK)


async def whole(client: AsyncOpenAI) -> ModelResponse:
    return await OpenAIChatCompletionsModel("m", client).get_response(*ASK)


def stop(reason: str = "stop", **more: Any) -> dict[str, Any]:
    return {**chat_chunk({}, reason), **more}


USUAL: dict[str, Callable[[], Answer]] = {
    "text": lambda: chat(text("Hello, world")),
    "all": lambda: chat(reasoning("Hm, hm."), text("Hello"), call("f", {"a": 1}), call("g", {"b": [2]})),
    "calls only": lambda: chat(call("f", {"a": 1}), call("g", "")),
    "a call, then text": lambda: chat(call("f", {"a": 1}), text("Hello")),
    "reasoning and a call": lambda: chat(reasoning("Hm."), call("f", {})),
    "refusal": lambda: chat(refusal("I will not.")),
    "text, then refusal": lambda: chat(text("Well"), refusal("no.")),
    "nothing": lambda: chat(),
    "no usage": lambda: chat(text("hi"), usage=None),
    "detailed usage": lambda: chat(text("hi"), usage=DETAILED),
    "raw reasoning": lambda: events(
        [chat_chunk({"reasoning": "Hm"}), chat_chunk({"content": "x"}), stop(), DONE]
    ),
    "reasoning twice": lambda: chat(reasoning("One."), text("x"), reasoning("Two."), text("y")),
    "empty deltas": lambda: events(
        [chat_chunk({"role": "assistant", "content": ""}), *chat(text("hi")).events]
    ),
    "two choices": lambda: events(
        [{**chat_chunk({}), "choices": [{"index": 1, "delta": {"content": "no"}}]}, *chat(text("hi")).events]
    ),
}


# Where the SDK calls complete what was cut off, closes parts out of order, has other words, or leaves the
# beginning out of the deltas.
BETTER: dict[str, Callable[[], Answer]] = {
    "cut after some text": lambda: events([chat_chunk({"content": "x"}), stop("length"), DONE]),
    "refusal, then text": lambda: chat(refusal("no."), text("Well")),
    "withheld": lambda: events([chat_chunk({"content": ""}), stop("content_filter"), DONE]),
    "a name that comes late": lambda: events(
        [piece(id="c1", arguments='{"a"'), piece(name="f", arguments=": 1}"), stop(), DONE]
    ),
}


def essence(event: Any) -> Any:
    """What of an event must be equal: all but ids, provider data and the head of the response."""
    data = json.loads(event.to_json(warnings=False))
    if "response" in data:
        data["response"] = {name: data["response"].get(name) for name in ("output", "usage")}
    if data["type"] == "response.output_item.added":
        # The SDK goes on changing the item inside of an event that it has given out.
        data["item"] = {name: data["item"].get(name) for name in ("type", "name", "call_id")}
    return _without(data, {"id", "item_id", "provider_data"})


def _without(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(item, names) for name, item in value.items() if name not in names}
    return [_without(item, names) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", USUAL)
async def test_events_are_the_sdks(loopback: LoopbackServer, client: AsyncOpenAI, name: str) -> None:
    answer = USUAL[name]()
    loopback.answer(answer, answer)
    received = [essence(event) async for event in ours(client)]
    theirs: Any = agents.OpenAIChatCompletionsModel("m", client).stream_response(*THEIR_ASK, **NOTHING_KEPT)
    assert received == [essence(event) async for event in theirs]


@pytest.mark.parametrize("name", [*USUAL, *BETTER])
async def test_events_fit_the_api_strictly(loopback: LoopbackServer, client: AsyncOpenAI, name: str) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)
    loopback.answer({**USUAL, **BETTER}[name]())
    received = [event async for event in ours(client)]
    assert [event.sequence_number for event in received] == list(range(len(received)))
    for event in received:
        assert adapter.validate_python(event.to_dict()) == event


async def deltas(client: AsyncOpenAI, kind: str) -> list[str]:
    return [event.delta async for event in ours(client) if event.type == kind]


async def test_what_was_cut_off_says_so(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(BETTER["cut after some text"](), chat(text("x")))
    for said in ("incomplete", "completed"):
        assert (await whole(client)).output[0].to_dict()["status"] == said


async def test_what_was_withheld_is_a_refusal(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(BETTER["withheld"]())
    assert await deltas(client, "response.refusal.delta") == [
        "The answer was withheld by the server's content filter."
    ]


async def test_the_deltas_of_a_call_are_its_arguments(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(BETTER["a name that comes late"]())
    assert await deltas(client, "response.function_call_arguments.delta") == ['{"a": 1}']


CALLS = {
    "whole calls in one chunk": [
        chat_chunk(
            {
                "tool_calls": [
                    {"index": 0, "id": "c1", "function": {"name": "f", "arguments": '{"a": 1}'}},
                    {"index": 1, "id": "c2", "function": {"name": "g", "arguments": "{}"}},
                ]
            }
        )
    ],
    "every call numbered 0": [
        piece(0, "c1", name="f", arguments='{"a": 1}'),
        piece(0, "c2", name="g", arguments="{}"),
    ],
    "no numbers": [
        piece(None, "c1", name="f", arguments='{"a"'),
        piece(None, None, arguments=": 1}"),
        piece(None, "c2", name="g", arguments="{}"),
    ],
    "pieces by id": [
        piece(None, "c1", name="f", arguments='{"a"'),
        piece(None, "c2", name="g", arguments="{"),
        piece(None, "c1", arguments=": 1}"),
        piece(None, "c2", arguments="}"),
    ],
    "pieces in turns": [
        piece(0, "c1", name="f", arguments='{"a"'),
        piece(1, "c2", name="g", arguments="{"),
        piece(0, arguments=": 1}"),
        piece(1, arguments="}"),
    ],
    "everything repeated": [
        piece(0, "c1", name="f", arguments='{"a"'),
        piece(0, "c1", name="f", arguments=": 1}"),
        piece(1, "c2", name="g", arguments="{}"),
    ],
    "arguments as an object": [
        piece(0, "c1", name="f", arguments={"a": 1}),
        piece(1, "c2", name="g", arguments="{}"),
    ],
    "no pieces at first": [
        piece(0, "c1", name="f", arguments=""),
        piece(0, arguments='{"a": 1}'),
        piece(1, "c2", name="g"),
        piece(1, arguments="{}"),
    ],
}


@pytest.mark.parametrize("name", CALLS)
async def test_calls_of_odd_servers_come_out_right(
    loopback: LoopbackServer, client: AsyncOpenAI, name: str
) -> None:
    loopback.answer(events([*CALLS[name], stop("tool_calls"), DONE]))
    answer = await whole(client)
    calls = [item for item in answer.output if item.type == "function_call"]
    assert [(each.call_id, each.name, json.loads(each.arguments)) for each in calls] == [
        ("c1", "f", {"a": 1}),
        ("c2", "g", {}),
    ]


async def test_calls_without_an_id_get_one_each(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    chunks = [
        piece(0, "", name="f", arguments="{}"),
        piece(None, None, name="g", arguments="{}"),
        piece(1, name="h"),
    ]
    loopback.answer(events([*chunks, stop(), DONE]))
    calls = [item for item in (await whole(client)).output if item.type == "function_call"]
    assert [each.name for each in calls] == ["f", "g", "h"]
    assert len({each.call_id for each in calls if each.call_id}) == 3


ODD = {
    "no finish reason": [chat_chunk({"content": "hi"}), DONE],
    "no done line": [chat_chunk({"content": "hi"}), stop()],
    "no choices": [{"id": "x", "choices": []}, {"id": "x"}, chat_chunk({"content": "hi"}), stop(), DONE],
    "no delta": [{"choices": [{"finish_reason": None}]}, chat_chunk({"content": "hi"}), stop(), DONE],
    "null delta": [{"choices": [{"delta": None, "index": 0}]}, chat_chunk({"content": "hi"}), stop(), DONE],
    "bare": [{"choices": [{"delta": {"content": "hi"}, "finish_reason": "stop"}]}],
    "usage all along": [
        {**chat_chunk({"content": "h"}), "usage": {"prompt_tokens": 1}},
        {**chat_chunk({"content": "i"}), "usage": None},
        stop(usage=USAGE),
        {"choices": [], "usage": None},
        DONE,
    ],
    "content in parts": [
        chat_chunk({"content": [{"type": "text", "text": "h"}, {"text": "i"}]}),
        stop(),
        DONE,
    ],
    "a ping": [b": ping\n\n", chat_chunk({"content": "hi"}), b"data: 1\n\n", stop(), DONE],
    "named events": [b'event: message\ndata: {"choices": [{"delta": {"content": "hi"}}]}\n\n', stop(), DONE],
}


@pytest.mark.parametrize("name", ODD)
async def test_odd_servers_are_understood(loopback: LoopbackServer, client: AsyncOpenAI, name: str) -> None:
    loopback.answer(events(ODD[name]))
    answer = await whole(client)
    assert [item.type for item in answer.output] == ["message"]
    assert answer.output[0].content[0].text == "hi"  # type: ignore[union-attr, index]
    assert answer.usage.requests == 1
    assert answer.usage.total_tokens == (7 if name == "usage all along" else 0)


async def test_chances_and_citations_are_kept(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    token = {"token": "hi", "logprob": -0.5, "bytes": [104, 105], "top_logprobs": []}
    cited = {"url": "https://example.org", "title": "T", "start_index": 0, "end_index": 2}
    chunk = chat_chunk({"content": "hi"})
    chunk["choices"][0]["logprobs"] = {"content": [token]}
    note = chat_chunk({"annotations": [{"type": "url_citation", "url_citation": cited}]})
    loopback.answer(events([chunk, note, stop(), DONE]))
    received = [event async for event in ours(client)]
    delta = next(event for event in received if event.type == "response.output_text.delta")
    assert (delta.logprobs[0].token, delta.logprobs[0].logprob) == ("hi", -0.5)
    part = received[-1].response.output[0].content[0]
    assert part.logprobs[0].token == "hi"
    assert part.annotations[0].url == "https://example.org"


async def test_an_early_end_is_not_taken_for_an_answer(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(events([chat_chunk({"content": "hi"}), piece(id="c1", name="f", arguments='{"a"')]))
    with pytest.raises(ModelBehaviorError, match="ended without a final response"):
        await whole(client)


async def test_an_answer_without_room_is_an_error(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(events([chat_chunk({"reasoning_content": "Hm"}), stop("length"), DONE]))
    with pytest.raises(ModelBehaviorError, match=r"Raise ModelSettings\.max_tokens"):
        await whole(client)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (status(401), openai.AuthenticationError),
        (text("hello", drop_after=3), openai.APIConnectionError),
        (events([b'data: {"error": {"message": "broke"}}\n\n']), openai.APIError),
        (events([b"data: {oops\n\n"]), openai.APIError),
    ],
)
async def test_failures_are_the_clients(
    loopback: LoopbackServer, client: AsyncOpenAI, answer: Any, error: type[Exception]
) -> None:
    loopback.answer(answer)
    with pytest.raises(Exception) as raised:
        await whole(client)
    assert type(raised.value) is error


async def test_closing_the_stream_closes_the_connection(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    gate = Gate()
    loopback.answer(text("Hello", gates={3: gate}), text("Hello"), text("Hello"))
    async with aclosing(ours(client)) as stream:
        async for event in stream:
            if event.type == "response.output_text.delta":
                break
    assert await asyncio.to_thread(loopback.requests[0].closed.wait, hang.SECONDS)
    await whole(client)
    await whole(client)
    assert loopback.requests[1].connection == loopback.requests[2].connection


async def test_a_patched_create_is_called(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    create = client.chat.completions.create
    models = []

    async def traced(**arguments: Any) -> Any:
        models.append(arguments["model"])
        return await create(**arguments)

    client.chat.completions.create = traced  # type: ignore[method-assign]
    loopback.answer(chat(text("Hello"), call("f", {"a": 1})))
    answer = await whole(client)
    assert [item.type for item in answer.output] == ["message", "function_call"]
    assert answer.usage.output_tokens == 3
    assert models == ["m"]


@pytest.mark.parametrize("patched", [False, True])
async def test_an_answer_in_one_piece_is_taken(
    loopback: LoopbackServer, client: AsyncOpenAI, patched: bool
) -> None:
    create = client.chat.completions.create

    async def unstreamed(**arguments: Any) -> Any:
        return await create(**{**arguments, "stream": False})

    if patched:
        client.chat.completions.create = unstreamed  # type: ignore[method-assign]
    parts = (text("Hello"), call("f", {"a": 1}, call_id="c1"), call("g", call_id="c2"))
    loopback.answer(status(200, chat(*parts).whole))
    answer = await whole(client)
    assert [getattr(item, "call_id", item.type) for item in answer.output] == ["message", "c1", "c2"]
    assert answer.usage.output_tokens > 0
    assert loopback.requests[0].streamed is not patched
