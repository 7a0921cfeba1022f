"""Composed responses are what the Responses API would send."""

from __future__ import annotations

import itertools
import json
from typing import Any

import answers
import pytest
from hypothesis import given, strategies as st
from loopback import LoopbackServer
from openai import AsyncOpenAI
from openai.types.responses import ResponseStreamEvent
from pydantic import TypeAdapter

from agents_widget.agents.models.stand_ins.scripted_turn import (
    call,
    estimated_tokens,
    split_tokens,
    stream_parts,
    turn_parts,
)
from agents_widget.agents.testing import reasoning, text

PARTS = [reasoning("Two things to do."), text("Hello, **wörld** — 你好!"), call("add", {"a": 1, "b": [2, 3]})]
TEXT_TYPES = [
    "response.created",
    "response.in_progress",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.delta",
    "response.output_text.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.completed",
]


NUMBERS = itertools.count()


def new_id(prefix: str) -> str:
    return f"{prefix}_{next(NUMBERS)}"


def composed(*parts: Any, **options: Any) -> list[Any]:
    return list(stream_parts(parts, **{"model": "test", "new_id": new_id, **options}))


def test_a_text_has_the_whole_sequence() -> None:
    assert [event.type for event in composed(text("Hello you"))] == TEXT_TYPES


def test_every_item_opens_grows_and_closes() -> None:
    types = [event.type.removeprefix("response.") for event in composed(reasoning("Hm"), call("now"))]
    assert types[2:-1] == [
        "output_item.added",
        "reasoning_summary_part.added",
        "reasoning_summary_text.delta",
        "reasoning_summary_text.done",
        "reasoning_summary_part.done",
        "output_item.done",
        "output_item.added",
        "function_call_arguments.delta",
        "function_call_arguments.done",
        "output_item.done",
    ]


def test_every_event_is_valid_and_numbered() -> None:
    union: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)
    events = composed(*PARTS)
    for number, event in enumerate(events):
        assert event.sequence_number == number
        assert type(union.validate_python(event.to_dict())) is type(event)
        assert not event.model_extra


def test_deltas_make_what_the_done_events_say() -> None:
    written: dict[int, str] = {}
    for event in composed(*PARTS):
        if event.type.endswith(".delta"):
            written[event.output_index] = written.get(event.output_index, "") + event.delta
        elif event.type.endswith(("_text.done", "arguments.done")):
            said = event.arguments if "arguments" in event.type else event.text
            assert said == written[event.output_index]
    assert list(written.values()) == [part.content for part in PARTS]


def test_indexes_and_ids_belong_to_one_item() -> None:
    events = composed(*PARTS, text("Again"))
    added = {
        event.output_index: event.item.id for event in events if event.type.endswith("output_item.added")
    }
    assert list(added) == [0, 1, 2, 3]
    assert len(set(added.values())) == 4
    for event in events:
        if hasattr(event, "item_id"):
            assert event.item_id == added[event.output_index]


def test_the_end_carries_the_output_and_the_usage() -> None:
    events = composed(*PARTS, input_tokens=7)
    done = [event.item for event in events if event.type == "response.output_item.done"]
    response = events[-1].response
    deltas = sum(event.type.endswith(".delta") for event in events)
    assert response.output == done
    assert (response.status, response.model) == ("completed", "test")
    assert (response.usage.input_tokens, response.usage.output_tokens) == (7, deltas)
    assert response.usage.total_tokens == 7 + deltas
    assert events[0].response.output == []
    assert events[0].response.status == "in_progress"
    assert {event.response.id for event in events if hasattr(event, "response")} == {response.id}


async def test_the_openai_client_reads_it_as_one_response(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    sent = composed(*PARTS)
    loopback.answer(answers.events([event.to_dict() for event in sent]))
    async with client.responses.stream(model="test", input="Hi") as stream:
        read = [event.type async for event in stream]
        response = await stream.get_final_response()
    assert read == [event.type for event in sent]
    assert response.output_text == "Hello, **wörld** — 你好!"
    assert response.output[2].to_dict()["arguments"] == '{"a": 1, "b": [2, 3]}'


def test_a_call_keeps_its_id_and_its_text() -> None:
    item = composed(call("add", '{"a": broken', call_id="call_7"))[-1].response.output[0]
    assert (item.call_id, item.name, item.arguments) == ("call_7", "add", '{"a": broken')


def test_ids_can_be_counted() -> None:
    numbers = iter(range(10))
    events = composed(text("a"), call("f"), new_id=lambda prefix: f"{prefix}{next(numbers)}")
    response = events[-1].response
    assert (response.id, response.output[0].id) == ("resp0", "msg1")
    assert (response.output[1].id, response.output[1].call_id) == ("fc2", "call3")


def test_an_exception_is_raised_in_its_place() -> None:
    events = stream_parts([text("Hel"), ConnectionError("gone"), text("lo")], model="test", new_id=new_id)
    assert [event.type for event in itertools.islice(events, 5)] == TEXT_TYPES[:5]
    with pytest.raises(ConnectionError):
        next(events)
    with pytest.raises(ConnectionError):
        next(stream_parts([ConnectionError("gone")], model="test", new_id=new_id))


@given(st.text())
def test_pieces_join_to_the_text(text: str) -> None:
    made = split_tokens(text)
    assert "".join(made) == text
    assert all(made)


def test_pieces_are_like_tokens() -> None:
    assert split_tokens("Hello, you wonderful people!") == [
        "Hello",
        ",",
        " you",
        " wonder",
        "ful",
        " people",
        "!",
    ]


def test_tokens_are_estimated_from_texts_and_structures() -> None:
    assert estimated_tokens(None, "") == 0
    assert estimated_tokens("Hello you", None) == 2
    assert estimated_tokens([{"role": "user", "content": "Hello you"}]) > 2


@pytest.mark.parametrize(
    ("turn", "parts"),
    [
        ("Hi", [text("Hi")]),
        (reasoning("Hm"), [reasoning("Hm")]),
        (["Hi", call("f", {"a": 1})], [text("Hi"), call("f", json.dumps({"a": 1}))]),
        ([], []),
    ],
)
def test_turns_are_strings_parts_and_lists(turn: Any, parts: Any) -> None:
    assert turn_parts(turn) == parts


@pytest.mark.parametrize("turn", [None, 3, {"name": "f"}, b"x", ["ok", 3]])
def test_what_is_no_turn_is_named(turn: Any) -> None:
    with pytest.raises(TypeError, match="A turn is a string, a part"):
        turn_parts(turn)
