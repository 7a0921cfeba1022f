"""Deltas read together say what they say one by one."""

from __future__ import annotations

from typing import Any

import pytest
from openai.types.responses import ResponseTextDeltaEvent

from agents_widget.agents.stream_events import RawResponsesStreamEvent
from agents_widget.transcript.coalesce import coalesce
from agents_widget.transcript.join_deltas import joined
from agents_widget.transcript.projector import Projector


def text(delta: Any, **fields: Any) -> dict[str, Any]:
    """A bare delta of a message."""
    kind = "response.output_text.delta"
    return {"type": kind, "item_id": "m", "output_index": 0, "delta": delta, **fields}


def wrapped(delta: str) -> RawResponsesStreamEvent:
    """A delta as a run gives it."""
    fields = {"content_index": 0, "logprobs": [], "sequence_number": 1}
    return RawResponsesStreamEvent(data=ResponseTextDeltaEvent(**text(delta), **fields))


def reasoning(delta: str, section: int) -> dict[str, Any]:
    """A bare delta of a reasoning summary."""
    kind = "response.reasoning_summary_text.delta"
    return {"type": kind, "item_id": "r", "output_index": 0, "summary_index": section, "delta": delta}


STREAMS: dict[str, list[Any]] = {
    "one text": [text("Tea"), text(" is"), text(" ready.")],
    "of a run": [wrapped("Tea"), wrapped(" is"), wrapped(" ready.")],
    "two texts": [text("a"), text("b", output_index=1, item_id="n"), text("c", output_index=1, item_id="n")],
    "sections": [reasoning("One", 0), reasoning(" and", 0), reasoning("two", 1)],
    "without a delta": [text("a"), {"type": "response.output_text.delta"}, text("b"), text(3)],
    "without fields": [text("a"), object(), text("b")],
    "a call": [
        {"type": "response.function_call_arguments.delta", "delta": piece} for piece in ('{"a"', ": 1}")
    ],
}


@pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS.keys())
def test_the_transcript_is_the_same(stream: list[Any]) -> None:
    timed = list(zip(stream, range(7, 100, 3), strict=False))
    one_by_one, together = Projector(), Projector()
    apart = [patch for each in timed for patch in one_by_one.project(*each)]
    assert coalesce(apart) == coalesce(patch for each in joined(timed) for patch in together.project(*each))
    assert apart


def test_deltas_of_one_text_become_one() -> None:
    (whole,) = joined([(wrapped("Tea"), 5), (wrapped(" is"), 6), (wrapped(" ready."), 7)])
    assert (whole[0]["delta"], whole[1]) == ("Tea is ready.", 5)
