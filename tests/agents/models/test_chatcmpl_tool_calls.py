"""The same tool calls in every server's dialect, cut in pieces at random, come out as they were made."""

from __future__ import annotations

import json
from typing import Any

import pytest
from answers import chat_chunk
from chat_dialects import (
    CALLS,
    DIALECTS,
    Call,
    Dialect,
    by_the_book,
    chunks_of,
    cut_at_random,
    drawn_calls,
    piece,
)
from hypothesis import given, settings, strategies as st

from agents_widget.agents.exceptions import ModelBehaviorError
from agents_widget.agents.models.chatcmpl_stream_handler import ChatStreamHandler


def answer(chunks: list[dict[str, Any]]) -> list[Any]:
    """The calls of the response that the chunks make, after a look at its events."""
    handler = ChatStreamHandler("m")
    events = [event for chunk in chunks for event in handler.add_chunk(chunk)]
    events += handler.finish()
    calls = [item for item in events[-1].response.output if item.type == "function_call"]
    deltas: dict[int, str] = {}
    for event in events:
        if event.type == "response.function_call_arguments.delta":
            deltas[event.output_index] = deltas.get(event.output_index, "") + event.delta
    assert [deltas.get(event.output_index, "") for event in events if _is_done_call(event)] == [
        call.arguments for call in calls
    ]
    return calls


def _is_done_call(event: Any) -> bool:
    return event.type == "response.output_item.done" and event.item.type == "function_call"


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.__qualname__)
@settings(max_examples=60)
@given(calls=CALLS, data=st.data())
def test_every_dialect_is_understood(dialect: Dialect, calls: list[Call], data: st.DataObject) -> None:
    calls = drawn_calls(dialect, calls)
    found = answer(chunks_of(dialect(calls, cut_at_random(data))))
    assert [(each.name, json.loads(each.arguments)) for each in found] == calls
    assert len({each.call_id for each in found} - {""}) == len(calls)


@pytest.mark.parametrize("arguments", ["", None, "{}", {}])
def test_a_call_may_have_no_arguments(arguments: Any) -> None:
    function = {"name": "f", "arguments": arguments}
    pieces = [[{"index": number, "id": f"c{number}", "function": function}] for number in range(2)]
    found = answer(chunks_of(iter(pieces)))
    assert [(each.name, each.arguments) for each in found] == [
        ("f", "{}" if arguments in ("{}", {}) else "")
    ] * 2


def test_a_call_of_the_old_form_is_taken() -> None:
    chunks = [
        chat_chunk({"function_call": {"name": "f", "arguments": ""}}),
        chat_chunk({"function_call": {"arguments": '{"a"'}}),
        chat_chunk({"function_call": {"arguments": ": 1}"}}, "function_call"),
    ]
    found = answer(chunks)
    assert [(each.name, each.arguments) for each in found] == [("f", '{"a": 1}')]
    assert found[0].call_id


def test_a_name_may_come_after_arguments() -> None:
    pieces = [[piece(0, "c1", arguments='{"a"')], [piece(0, name="f", arguments=": 1}")]]
    assert [(each.call_id, each.name, each.arguments) for each in answer(chunks_of(iter(pieces)))] == [
        ("c1", "f", '{"a": 1}')
    ]


def test_ids_of_the_server_stay() -> None:
    pieces = by_the_book([("f", {}), ("f", {})], lambda text: [text])
    assert [each.call_id for each in answer(chunks_of(pieces))] == ["c0", "c1"]


@pytest.mark.parametrize(
    "calls",
    [
        "f()",
        [5],
        {"function": 5},
        [{"function": "f"}],
        [{"function": {"name": 5}}],
        [{"function": {"name": ["f"]}}],
        [{"id": [1], "function": {"name": "f"}}],
        [{"index": 0, "function": {"arguments": "{}"}}],  # never named
    ],
)
def test_what_is_no_call_is_told(calls: Any) -> None:
    with pytest.raises(ModelBehaviorError, match="server sent") as raised:
        answer([chat_chunk({"tool_calls": calls}, "tool_calls")])
    assert "{" in str(raised.value)
