"""``check_adapter`` with the adapters that no other module tries it with: cut, raised, stopped anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import answers
import graphs
import pytest
from ag_ui.core import Event
from loopback import LoopbackServer
from openai import AsyncOpenAI
from pydantic import TypeAdapter
from test_ag_ui_events import FINISHED, STARTED, call, event, result, text

from agents_widget.sources.ag_ui.adapter import AgUiAdapter
from agents_widget.sources.any_iterator import AnyIteratorAdapter
from agents_widget.sources.chat_completions import ChatCompletionsAdapter
from agents_widget.sources.responses import ResponsesAdapter
from agents_widget.testing import check_adapter

AG_UI = [
    STARTED,
    event("REASONING_START", messageId="r1"),
    event("REASONING_MESSAGE_START", messageId="r1", role="reasoning"),
    event("REASONING_MESSAGE_CONTENT", messageId="r1", delta="Two rivers."),
    event("REASONING_MESSAGE_END", messageId="r1"),
    event("REASONING_END", messageId="r1"),
    *text("m1", "Let me ", "look."),
    *call("c1", "depth", '{"river": "Elbe"}'),
    *call("c2", "ask", '{"river": "Oder"}'),
    event("SUBAGENT_STARTED", subagentRunId="s1", name="Diver", parentToolCallId="c2"),
    *text("m2", "Cold.", subagentRunId="s1"),
    event("SUBAGENT_FINISHED", subagentRunId="s1"),
    result("c2", "Cold."),
    result("c1", '{"metres": 2.4}'),
    *text("m3", "2.4 metres."),
    {**FINISHED, "usage": [{"model": "m", "inputTokens": 3, "outputTokens": 4}]},
]


def as_objects(events: Sequence[dict[str, Any]]) -> list[Any]:
    parse: TypeAdapter[Any] = TypeAdapter(Event)
    return [parse.validate_python(each) for each in events]


def as_lines(events: Sequence[dict[str, Any]]) -> list[str]:
    return [line for each in events for line in (f"data: {json.dumps(each)}", "")]


def as_wire(events: Sequence[dict[str, Any]]) -> list[bytes]:
    return [f"data: {json.dumps(each)}\n\n".encode() for each in events]


@pytest.mark.parametrize("shape", [list, as_objects, as_lines, as_wire])
async def test_ag_ui(shape: Callable[[Any], list[Any]]) -> None:
    transcript = await check_adapter(AgUiAdapter, shape(AG_UI))
    assert [(each.kind, each.tool or each.text, each.state) for each in transcript.entries] == [
        ("reasoning", "Two rivers.", "done"),
        ("message", "Let me look.", "done"),
        ("tool_call", "depth", "done"),
        ("tool_call", "ask", "done"),
        ("message", "Cold.", "done"),
        ("message", "2.4 metres.", "done"),
    ]


async def test_chat_completions(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(answers.chat(answers.reasoning("Two rivers."), answers.text("2.4 metres.")))
    asked: Any = {"model": "m", "messages": [{"role": "user", "content": "How deep?"}], "stream": True}
    chunks = [chunk async for chunk in await client.chat.completions.create(**asked)]
    transcript = await check_adapter(ChatCompletionsAdapter, chunks)
    assert [each.text for each in transcript.entries] == ["Two rivers.", "2.4 metres."]


async def test_raw_responses(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(answers.respond(answers.reasoning("Two rivers."), answers.text("2.4 metres.")))
    stream = await client.responses.create(model="m", input="How deep?", stream=True)
    transcript = await check_adapter(ResponsesAdapter, [each async for each in stream])
    assert [each.text for each in transcript.entries] == ["Two rivers.", "2.4 metres."]


async def test_what_nobody_knows() -> None:
    transcript = await check_adapter(AnyIteratorAdapter, [{"nobody": "knows", "n": n} for n in range(3)])
    assert [each.kind for each in transcript.entries] == ["notice"]


async def test_events_of_langchain() -> None:
    stream = graphs.agent().astream_events(graphs.ASKED, version="v2")
    transcript = await check_adapter(AnyIteratorAdapter, [each async for each in stream])
    assert transcript.entries[-1].text == "2.4 metres."
