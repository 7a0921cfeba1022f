"""A response is read by its body, not by its label: whole, as a list, by lines, with or without an end."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import hang
import openai
import pytest
from answers import Answer, call, chat, chat_chunk, encode, events, reasoning, respond, text
from loopback import LoopbackServer
from openai import AsyncOpenAI

from agents_widget import Agent, OpenAIChatCompletionsModel, OpenAIResponsesModel, Runner, watch
from agents_widget.agents.exceptions import ModelBehaviorError
from agents_widget.agents.items import ModelResponse
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import ModelTracing

ASK: tuple[Any, ...] = (None, "hi", ModelSettings(), [], None, [], ModelTracing.DISABLED)
DONE = b"data: [DONE]\n\n"
LABELS = ["application/json", "text/plain", "text/html; charset=utf-8", "text/event-stream", ""]
PARTS = (reasoning("Hm."), text("Hello, Grüße", size=3), call("f", {"a": "}"}, call_id="c1"))


async def whole(client: AsyncOpenAI, model: Any = OpenAIChatCompletionsModel) -> ModelResponse:
    response: ModelResponse = await model("m", client).get_response(*ASK)
    return response


def essence(response: ModelResponse) -> list[Any]:
    """What the model has said."""
    found: list[Any] = []
    for item in response.output:
        data = item.to_dict(warnings=False)
        parts = [*data.get("summary", ()), *data.get("content", ())]
        found.append((data["type"], "".join(part["text"] for part in parts), data.get("arguments")))
    return found


SAID = [
    ("reasoning", "Hm.", None),
    ("message", "Hello, Grüße", None),
    ("function_call", "", '{"a": "}"}'),
]


def bodies(answer: Answer) -> dict[str, bytes]:
    """The same answer in every form of body."""
    sent = [event for event in answer.events if isinstance(event, dict)]
    lines = [json.dumps(event) for event in sent]
    return {
        "a stream": b"".join(map(encode, answer.events)),
        "a stream with CRLF": b"".join(map(encode, answer.events)).replace(b"\n", b"\r\n"),
        "a stream with a mark": b"\xef\xbb\xbf" + b"".join(map(encode, answer.events)),
        "a stream without its last lines": b"".join(map(encode, sent)).rstrip(b"\n"),
        "a list": json.dumps(sent).encode(),
        "a list over lines": json.dumps(sent, indent=2).encode(),
        "lines": "\n".join(lines).encode(),
        "lines and blank lines": "".join(f"{line}\n\n" for line in lines).encode(),
        "one value": json.dumps(answer.whole).encode(),
        "one value over lines": json.dumps(answer.whole, indent=2, ensure_ascii=False).encode(),
        "one value with a mark": b"\xef\xbb\xbf" + json.dumps(answer.whole).encode(),
        "one value in an event": encode(answer.whole),
    }


@pytest.mark.parametrize("model", [OpenAIChatCompletionsModel, OpenAIResponsesModel])
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("form", bodies(chat()))
async def test_the_body_says_what_it_is(
    loopback: LoopbackServer, client: AsyncOpenAI, form: str, label: str, model: Any
) -> None:
    answer = (chat if model is OpenAIChatCompletionsModel else respond)(*PARTS)
    body = bodies(answer)[form]
    for split in (None, 7):
        loopback.answer(Answer(events=[body], split=split, headers={"content-type": label}))
        assert essence(await whole(client, model)) == SAID


MESSAGE = {"role": "assistant", "content": "Hello"}
CALLED = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}


def choice(**fields: Any) -> dict[str, Any]:
    return {"object": "chat.completion.chunk", "choices": [{"index": 0, **fields}]}


# A whole message, or pieces of one, where the delta belongs: each says "Hello".
HELLO: dict[str, list[Any]] = {
    "as the only chunk": [choice(message=MESSAGE, finish_reason="stop")],
    "beside an empty delta": [choice(message=MESSAGE, delta={}, finish_reason="stop")],
    "beside a null delta": [choice(message=MESSAGE, delta=None, finish_reason="stop")],
    "as a repeated delta": [choice(message=MESSAGE, delta=MESSAGE, finish_reason="stop")],
    "after deltas": [
        chat_chunk({"content": "Hel"}),
        chat_chunk({"content": "lo"}),
        choice(message=MESSAGE, finish_reason="stop"),
    ],
    "after deltas, in other words": [
        chat_chunk({"content": "Hello"}),
        choice(message={"content": "Hi"}, finish_reason="stop"),
    ],
    "after the first deltas": [chat_chunk({"content": "Hel"}), choice(message=MESSAGE, finish_reason="stop")],
    "growing": [
        choice(message={"content": "Hel"}),
        choice(message={"content": "Hello"}),
        choice(message={"content": "Hello"}, finish_reason="stop"),
    ],
    "in pieces": [
        choice(message={"role": "assistant", "content": ""}),
        choice(message={"content": "Hel"}),
        choice(message={"content": "lo"}),
        choice(message={}, finish_reason="stop"),
    ],
    "in pieces of text": [choice(text="Hel"), choice(text="lo"), choice(text="", finish_reason="stop")],
    "in pieces of text, with null deltas": [
        choice(text="Hel", delta=None),
        choice(text="lo"),
        choice(text=""),
    ],
    "as parts": [choice(message={"content": [{"type": "text", "text": "Hello"}]}, finish_reason="stop")],
}


@pytest.mark.parametrize("name", HELLO)
async def test_a_message_where_a_delta_belongs_is_said_once(
    loopback: LoopbackServer, client: AsyncOpenAI, name: str
) -> None:
    loopback.answer(events([*HELLO[name], DONE]))
    assert essence(await whole(client)) == [("message", "Hello", None)]


CALL_CHUNKS: dict[str, list[Any]] = {
    "in a message": [choice(message={"content": None, "tool_calls": [CALLED]}, finish_reason="tool_calls")],
    "in a message after deltas": [
        chat_chunk({"tool_calls": [{"index": 0, **CALLED}]}),
        choice(message={"content": None, "tool_calls": [CALLED]}, finish_reason="tool_calls"),
    ],
    "in two messages": [
        choice(message={"tool_calls": [CALLED]}),
        choice(message={"tool_calls": [CALLED]}, finish_reason="tool_calls"),
    ],
    "in pieces of a message": [
        choice(
            message={"tool_calls": [{"index": 0, "id": "c1", "function": {"name": "f", "arguments": '{"a"'}}]}
        ),
        choice(message={"tool_calls": [{"index": 0, "function": {"arguments": ": 1}"}}]}),
        choice(message={}, finish_reason="tool_calls"),
    ],
}


@pytest.mark.parametrize("name", CALL_CHUNKS)
async def test_a_call_where_a_delta_belongs_is_made_once(
    loopback: LoopbackServer, client: AsyncOpenAI, name: str
) -> None:
    loopback.answer(events([*CALL_CHUNKS[name], DONE]))
    assert essence(await whole(client)) == [("function_call", "", '{"a": 1}')]


async def test_a_whole_message_may_have_equal_calls(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    function = {"name": "f", "arguments": ""}
    loopback.answer(events([choice(message={"tool_calls": [{"function": function}] * 2}), DONE]))
    calls: list[Any] = (await whole(client)).output
    assert [each.name for each in calls] == ["f", "f"]
    assert len({each.call_id for each in calls}) == 2


UNCONFIRMED = "The server ended its stream without saying that the answer is complete: it may be cut short."


def agent(client: AsyncOpenAI) -> Agent[Any]:
    return Agent(name="A", model=OpenAIChatCompletionsModel("m", client))


def without_end(*parts: Any) -> Answer:
    chunks = [event for event in chat(*parts).events if isinstance(event, dict)]
    return events(
        [{**chunk, "choices": [{**chunk["choices"][0], "finish_reason": None}]} for chunk in chunks[:-2]]
    )


async def test_an_answer_without_an_end_is_taken_with_a_notice(
    loopback: LoopbackServer, client: AsyncOpenAI, caplog: pytest.LogCaptureFixture
) -> None:
    loopback.always = without_end(text("Hello"))
    with caplog.at_level(logging.WARNING):
        assert (await Runner.run(agent(client), "hi")).final_output == "Hello"
    assert "without a finish reason" in caplog.text
    widget = watch(agent(client), "hi")
    await asyncio.wait_for(widget, hang.SECONDS)
    assert [entry.text for entry in widget.transcript.entries if entry.kind == "notice"] == [UNCONFIRMED]


async def test_calls_without_an_end_are_taken_if_they_are_whole(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    loopback.answer(without_end(text("So:"), call("f", {"a": 1}), call("g", {"b": 2})))
    assert [kind for kind, _, _ in essence(await whole(client))] == [
        "message",
        "function_call",
        "function_call",
    ]


@pytest.mark.parametrize("parts", [(reasoning("Hm."),), (text("So:"), call("f", '{"a": [1'))])
async def test_what_is_not_whole_is_not_taken(
    loopback: LoopbackServer, client: AsyncOpenAI, parts: Any
) -> None:
    loopback.answer(without_end(*parts))
    with pytest.raises(ModelBehaviorError, match=r"ended .*without"):
        await whole(client)


@pytest.mark.parametrize("end", ["dropped", "cut off"])
async def test_a_connection_may_be_lost_after_the_finish_reason(
    loopback: LoopbackServer, client: AsyncOpenAI, end: str
) -> None:
    chunks = [chat_chunk({"content": "Hello"}), chat_chunk({}, "stop")]
    loopback.answer(events(chunks, drop_after=2) if end == "dropped" else events([*chunks, b"data: [DON"]))
    assert essence(await whole(client)) == [("message", "Hello", None)]


async def test_an_answer_that_ends_in_the_middle_of_an_event_is_not_taken(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    loopback.answer(events([chat_chunk({"content": "Hel"}), encode(chat_chunk({"content": "lo"}))[:-20]]))
    with pytest.raises(openai.APIConnectionError, match="lost in the middle of the response"):
        await whole(client)


@pytest.mark.parametrize(
    ("reason", "notices"),
    [
        ("stop", []),
        ("tool_calls", []),
        ("length", ["The answer was cut short: max_output_tokens."]),
        ("content_filter", ["The answer was cut short: content_filter."]),
    ],
)
async def test_an_answer_that_was_cut_short_says_so(
    loopback: LoopbackServer, client: AsyncOpenAI, reason: str, notices: list[str]
) -> None:
    loopback.answer(events([chat_chunk({"content": "Hel"}, reason), DONE]))
    widget = watch(agent(client), "hi")
    assert (await asyncio.wait_for(widget, hang.SECONDS)).final_output == "Hel"
    assert [entry.text for entry in widget.transcript.entries if entry.kind == "notice"] == notices
