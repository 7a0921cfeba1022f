"""AG-UI's events in every form that they come in: objects, dicts, server-sent events in pieces and lines."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any

import pytest
from ag_ui import core
from ag_ui.encoder import EventEncoder
from ag_ui_servers import sse

from agents_widget import watch
from agents_widget.sources.ag_ui.wire import UNREADABLE, EventDecoder

RUN = {"thread_id": "t", "run_id": "r"}
OBJECTS = [
    core.RunStartedEvent(**RUN),
    core.ReasoningMessageStartEvent(message_id="r1", role="reasoning"),
    core.ReasoningMessageContentEvent(message_id="r1", delta="Hm\u2028m."),
    core.ReasoningMessageEndEvent(message_id="r1"),
    core.ToolCallStartEvent(tool_call_id="c1", tool_call_name="weather"),
    core.ToolCallArgsEvent(tool_call_id="c1", delta='{"city": '),
    core.ToolCallArgsEvent(tool_call_id="c1", delta='"Rome"}'),
    core.ToolCallEndEvent(tool_call_id="c1"),
    core.ToolCallResultEvent(message_id="a1", tool_call_id="c1", content='{"celsius": 31}'),
    core.TextMessageStartEvent(message_id="m1", role="assistant"),
    core.TextMessageContentEvent(message_id="m1", delta="31 °C, "),
    core.TextMessageContentEvent(message_id="m1", delta="sunny \U0001f31e"),
    core.TextMessageEndEvent(message_id="m1"),
    core.RunFinishedEvent(**RUN, usage=[core.TokenUsage(model="m-1", input_tokens=10, output_tokens=5)]),
]
DICTS = [event.model_dump(mode="json", by_alias=True) for event in OBJECTS]
WIRE = "".join(map(EventEncoder().encode, OBJECTS))


def pieces(wire: Any, size: int) -> list[Any]:
    return [wire[start : start + size] for start in range(0, len(wire), size)]


FORMS: dict[str, Iterable[Any]] = {
    "objects": OBJECTS,
    "dicts": DICTS,
    "dumped objects": [event.model_dump() for event in OBJECTS],
    "server-sent events": [EventEncoder().encode(event) for event in OBJECTS],
    "bytes of any size": pieces(WIRE.encode(), 7),
    "texts of any size": pieces(WIRE, 11),
    "lines": WIRE.split("\n"),
    "lines as bytes": [line.encode() for line in WIRE.split("\n")],
    "lines without the empty ones": [line for line in WIRE.split("\n") if line],
    "JSON lines": [json.dumps(event) for event in DICTS],
}


async def asynchronous(events: Iterable[Any]) -> AsyncIterator[Any]:
    for event in events:
        yield event


@pytest.mark.parametrize("make", [iter, asynchronous], ids=["iterator", "asynchronous"])
@pytest.mark.parametrize("form", FORMS)
async def test_every_form_gives_the_same_view(form: str, make: Callable[[Iterable[Any]], Any]) -> None:
    widget = watch(make(FORMS[form]))
    await widget
    assert [(entry.kind, entry.state, entry.text) for entry in widget.transcript.entries] == [
        ("reasoning", "done", "Hm\u2028m."),
        ("tool_call", "done", ""),
        ("message", "done", "31 °C, sunny \U0001f31e"),
    ]
    call = widget.tools["weather"].calls[0]
    assert (call.arguments, call.value) == ({"city": "Rome"}, {"celsius": 31})
    assert (widget.usage["requests"], widget.usage["input_tokens"]) == (2, 10)
    assert widget.transcript.model == "m-1"


def test_a_list_of_events_is_shown() -> None:
    assert watch(list(OBJECTS)) is not None


def feed(*pieces: str | bytes) -> Iterator[Any]:
    decoder = EventDecoder()
    for piece in pieces:
        yield from decoder.feed(piece)
    yield from decoder.end()


EVENT = {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": "a\nb"}


@pytest.mark.parametrize(
    ("sent", "events"),
    [
        ([sse(EVENT)], [EVENT]),
        ([sse(EVENT).replace("\n", "\r\n")], [EVENT]),
        ([*sse(EVENT).replace("\n", "\r\n")], [EVENT]),
        ([sse(EVENT).replace("\n", "\r")], [EVENT]),
        ([f"\ufeff: ping\n\nevent: message\nid: 7\nretry: 10\n{sse(EVENT)}"], [EVENT]),
        (['data:{"type":\ndata: "X"}\n\n'], [{"type": "X"}]),
        ([sse(EVENT).rstrip()], [EVENT]),  # without the blank line at the end
        ([sse(EVENT), "data: [DONE]\n\n"], [EVENT]),
        (["data: [DONE]"], []),
        (["data: {broken\n\n", sse(EVENT)], [{"type": UNREADABLE, "data": "{broken"}, EVENT]),
        (["what is this\n", sse(EVENT)], [{"type": UNREADABLE, "data": "what is this"}, EVENT]),
        (["data: 3\n\n"], [{"type": UNREADABLE, "data": "3"}]),
        ([b'data: {"type": "\xff"}\n\n'], [{"type": "\ufffd"}]),
        ([], []),
    ],
)
def test_what_is_decoded(sent: list[str | bytes], events: list[Any]) -> None:
    assert list(feed(*sent)) == events
