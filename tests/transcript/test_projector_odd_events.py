"""Events of any shape at all: the projector never raises, and what it gives always fits a transcript."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import MagicMock, Mock

import pytest
from shapes import answer, message

from agents_widget.transcript.coalesce import coalesce
from agents_widget.transcript.event_rows import EventRows
from agents_widget.transcript.export.html import to_html
from agents_widget.transcript.join_deltas import joined
from agents_widget.transcript.projector import Projector
from agents_widget.transcript.run_events import _EVENT_HANDLERS, _ITEM_HANDLERS
from agents_widget.transcript.schema import Transcript, apply_all


class Raises:
    """Whatever is asked of it raises."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __str__(self) -> str:
        raise ValueError("no text")

    __repr__ = __str__

    def __bool__(self) -> bool:
        raise ValueError("neither")

    def __eq__(self, other: object) -> bool:
        raise ValueError("not comparable")

    __hash__ = None  # type: ignore[assignment]


class OddDict(dict[str, Any]):
    def get(self, *_: Any) -> Any:
        raise KeyError("no key")


class OddText(str):
    def __str__(self) -> str:
        return self

    def __eq__(self, other: object) -> bool:
        raise ValueError("not comparable")

    __hash__ = str.__hash__


def holds_itself() -> dict[str, Any]:
    event: dict[str, Any] = {"type": "agent_tool_stream_event", "call_id": "c1"}
    event["event"] = event
    return event


ODD = [
    Raises(),
    Mock(),
    MagicMock(),
    Mock(spec=str),
    Mock(spec=dict),
    OddDict(type="response.created"),
    OddText("Odd"),
    holds_itself(),
    (n for n in range(3)),
    float("nan"),
    10**5000,
    -1,
    b"bytes",
    "\ud800",
    {1: 2},
    {"type": {}},
    object,
    True,
]
TYPES = [*_EVENT_HANDLERS, *_ITEM_HANDLERS]


class Timed(list[tuple[Any, int]]):
    """Events with their times, as the Events tab reads them."""


@pytest.mark.parametrize("number", range(len(ODD)))
def test_no_event_raises_and_every_patch_fits(number: int) -> None:
    odd = ODD[number]
    item = dict.fromkeys(("raw_item", "call_id", "output", "arguments", "name", "agent", "error"), odd)
    fields = dict.fromkeys(("data", "delta", "response", "agent", "new_agent", "progress", "text"), odd)
    events = [{**fields, "type": kind, "item": {**item, "type": kind}} for kind in TYPES]
    events += [{"type": kind, "item": odd, "response": {"usage": odd, "output": [odd]}} for kind in TYPES]
    numbered = [(event, n) for n, event in enumerate([*answer(message("Hi"))[:3], *events])]
    projector = Projector()
    patches = projector.begin([odd, {"role": "user", "content": odd}])
    for event, t in joined(numbered):
        patches += projector.project(event, t)
    patches += [*projector.interrupt([odd], 50), *projector.finish(99)]
    transcript = apply_all(Transcript(), patches)

    assert apply_all(Transcript(), coalesce(patches)) == transcript
    assert json.loads(json.dumps(transcript.to_dict())) == transcript.to_dict()
    assert to_html(transcript)
    rows = EventRows(Timed(numbered))
    assert len(rows.rows()) > 1
    assert json.dumps([rows.event(n) for n in range(len(rows))])


@pytest.mark.parametrize("number", range(len(ODD)))
def test_a_run_goes_on_after_an_odd_event(number: int) -> None:
    odd = ODD[number]
    projector, transcript = Projector(), Transcript()
    for event in [odd, *answer(message("Hello")), {"type": "raw_response_event", "data": odd}]:
        apply_all(transcript, projector.project(event, 1))
    apply_all(transcript, projector.finish(2))

    assert [(entry.text, entry.state) for entry in transcript.entries] == [("Hello", "done")]
