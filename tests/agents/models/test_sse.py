"""Server-sent events: any line ends, any split, and what the openai client's own decoder says."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, strategies as st
from openai._streaming import SSEDecoder as OpenAIDecoder

from agents_widget.agents.models.sse import ServerSentEvent, SSEDecoder

STREAM = "event: a\ndata: 1\n\n: ping\n\ndata:2\nevent:b\n\n\n\ndata: 3\ndata: 4\nretry: 5\n\ndata: Grüße\n\n"
EVENTS = [(b"a", b"1"), (b"b", b"2"), (b"", b"3\n4"), (b"", "Grüße".encode())]


def fed(*chunks: bytes) -> list[ServerSentEvent]:
    decoder = SSEDecoder()
    return [event for chunk in chunks for event in decoder.feed(chunk)]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_split_in_two_gives_the_same_events(line_end: str) -> None:
    stream = STREAM.replace("\n", line_end).encode()
    for cut in range(len(stream) + 1):
        assert fed(stream[:cut], stream[cut:]) == EVENTS
    assert fed(*(bytes([byte]) for byte in stream)) == EVENTS


def test_an_event_that_is_cut_short_is_dropped() -> None:
    assert fed(b"data: 1\n\ndata: 2\n") == [(b"", b"1")]


def test_events_are_given_as_soon_as_they_are_complete() -> None:
    decoder = SSEDecoder()
    assert decoder.feed(b"data: 1\r") == []
    assert decoder.feed(b"\n\r") == [(b"", b"1")]
    assert decoder.feed(b"\ndata: 2\r\n\r\n") == [(b"", b"2")]


lines = st.sampled_from(
    [
        "data: {}",
        "data:x",
        "data",
        "event: a",
        "event:b",
        ": note",
        "data: a: b",
        "other: 1",
        "",
        "",
        "data:  x",
    ]
)


@given(st.lists(lines), st.sampled_from(["\n", "\r\n", "\r"]), st.lists(st.integers(0, 200)))
def test_the_events_are_those_of_the_openai_client(drawn: list[str], line_end: str, cuts: list[int]) -> None:
    stream = "".join(line + line_end for line in [*drawn, "", ""]).encode()
    edges = sorted({0, len(stream), *(min(cut, len(stream)) for cut in cuts)})
    chunks = [stream[start:end] for start, end in itertools.pairwise(edges)]
    theirs = [
        ((event.event or "").encode(), event.data.encode())
        for event in OpenAIDecoder().iter_bytes(iter(chunks))
        if event.data  # the client gives out events without data, which are no JSON
    ]
    assert fed(*chunks) == theirs
