"""However odd an event is, the projector takes it, and the transcript can be sent."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings, strategies as st

from agents_widget.transcript.projector import Projector
from agents_widget.transcript.run_events import _EVENT_HANDLERS, _ITEM_HANDLERS
from agents_widget.transcript.schema import Transcript, apply_all


class Raising:
    """An object whose every attribute, and text, raises."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("no attributes")

    def __str__(self) -> str:
        raise RuntimeError("no text")

    __repr__ = __str__


class Hiding(dict[str, Any]):
    """A dict that gives nothing."""

    def get(self, key: str, default: Any = None) -> Any:
        raise RuntimeError("no keys")


class Event:
    """An event as an object."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.__dict__.update(fields)


NAMES = [
    *(
        "item",
        "response",
        "delta",
        "part",
        "item_id",
        "call_id",
        "output_index",
        "content_index",
        "id",
        "name",
    ),
    *(
        "arguments",
        "output",
        "content",
        "summary",
        "text",
        "type",
        "role",
        "usage",
        "model",
        "status",
        "error",
    ),
    *("new_agent", "agent", "event", "progress", "message", "raw_item", "tools", "handoffs", "annotations"),
    *("input_tokens", "output_tokens", "input_tokens_details", "cached_tokens", "source_agent", "code"),
]
KINDS = [*_EVENT_HANDLERS, *_ITEM_HANDLERS, "raw_response_event", "message", "reasoning", "function_call"]
# Hypothesis shows its examples, and these two cannot be shown: `made` puts them in when a test begins.
RAISING, HIDING, EVENT = "<an object that raises>", "<a dict that raises>", "<as an object>"
ODD = st.sampled_from([None, float("nan"), 10**400, b"x", "\ud83d", "", True, object, {1}])
LEAVES = st.one_of(
    ODD,
    st.sampled_from([RAISING, HIDING]),
    st.sampled_from(KINDS),
    st.text(max_size=5),
    st.integers(),
    st.floats(),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*NAMES, EVENT]), inner, max_size=5),
    ),
    max_leaves=20,
)
FIELDS = st.dictionaries(st.sampled_from([*NAMES, EVENT]), VALUES, max_size=8)
EVENTS = st.one_of(
    VALUES,
    st.builds(lambda kind, fields: {**fields, "type": kind}, st.sampled_from(KINDS), FIELDS),
    st.builds(
        lambda kind, fields: {"type": "raw_response_event", "data": {**fields, "type": kind}},
        st.sampled_from(KINDS),
        FIELDS,
    ),
)


def made(value: Any) -> Any:
    """A value with the objects that its texts stand for; a dict with the key ``EVENT`` becomes an object."""
    if isinstance(value, dict):
        fields = {name: made(inner) for name, inner in value.items()}
        return Event(fields) if EVENT in value else fields
    if isinstance(value, list):
        return [made(inner) for inner in value]
    if value == RAISING:
        return Raising()
    return Hiding(type="message") if value == HIDING else value


class UnspeakableError(Exception):
    """An error without a text."""

    def __str__(self) -> str:
        raise RuntimeError("no text")

    __repr__ = __str__


@settings(max_examples=600)
@given(st.lists(EVENTS, max_size=6), st.booleans())
def test_the_projector_takes_every_event(events: list[Any], fails: bool) -> None:
    projector, transcript = Projector(), Transcript()
    apply_all(transcript, projector.begin("Hi"))
    for t, event in enumerate(events):
        apply_all(transcript, projector.project(made(event), t))
    end = projector.fail(UnspeakableError(), 99) if fails else projector.finish(99)
    apply_all(transcript, end)
    json.dumps(transcript.to_dict(), allow_nan=False)
    assert transcript.status in ("done", "failed")


@settings(max_examples=200)
@given(st.lists(VALUES, max_size=4), VALUES)
def test_the_projector_takes_every_input_and_every_question(given_input: list[Any], question: Any) -> None:
    projector, transcript = Projector(), Transcript()
    apply_all(transcript, projector.begin(made(given_input)))
    apply_all(transcript, projector.interrupt([made(question)], 1))
    apply_all(transcript, projector.cancel(2))
    json.dumps(transcript.to_dict(), allow_nan=False)
