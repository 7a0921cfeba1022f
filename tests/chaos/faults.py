"""The faults of a model's server: each one changes a good answer, before it is sent.

A ``WireAnswer`` is one HTTP answer: its events, or its body, and how its connection ends. A fault is a
function that is given one and a source of random numbers. Those of ``EVENT_FAULTS`` change what is said,
those of ``BYTE_FAULTS`` how it travels, those of ``WHOLE_FAULTS`` put something else in place of the answer.
``spoil`` chooses.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

from answers import Event, encode

Ending = Literal["whole", "close", "reset", "stall"]
STREAM = "text/event-stream"


@dataclass
class WireAnswer:
    """One HTTP answer and how its connection ends; ``faults`` are the names of what was done to it."""

    events: list[Event] = field(default_factory=list)
    body: bytes | None = None  # in place of the events
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": STREAM})
    newline: bytes = b"\n"
    spoilt_byte: float | None = None  # where a byte is no UTF-8, as a share of the body
    piece: int | None = None  # bytes a write
    ending: Ending = "whole"
    cut_at: float = 1.0  # the share of the body after which the connection ends
    faults: list[str] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)  # what the good answer had
    sent: bool = False  # every byte has left

    @property
    def is_good(self) -> bool:
        """Whether all of the good answer is in it, in a form that every client reads."""
        return set(self.faults) <= HARMLESS

    def ids(self) -> set[str]:
        """The ids that are given in it."""
        places = (place for event in _events(self) for place in _places(event))
        named = (container[key] for container, key in places if key in ("id", "item_id"))
        return {value for value in named if isinstance(value, str)}

    def content(self) -> bytes:
        """The bytes of the body."""
        data = self.body if self.body is not None else b"".join(_encode(event) for event in self.events)
        data = data.replace(b"\n", self.newline) if self.body is None else data
        if self.spoilt_byte is not None and data:
            at = int(self.spoilt_byte * (len(data) - 1))
            data = data[:at] + b"\xff" + data[at + 1 :]
        return data


def _encode(event: Event) -> bytes:
    """An event as bytes; a type that is no line of UTF-8 stands in the data only."""
    if isinstance(event, dict) and not str(event.get("type", "")).isascii():
        return b"data: " + json.dumps(event).encode() + b"\n\n"
    return encode(event)


Fault = Callable[[WireAnswer, Random], None]

ODD_VALUES: list[Any] = [
    *(None, {}, [], "", "x", 0, -1, 7, 1.5, True, 10**30, [None], ["a"], {"type": "nonsense"}, {"a": None}),
    *(
        float("nan"),
        float("-inf"),
        "\ud83d",
        "\x00",
        "a" * 5_000,
        [[[]]],
        [{}],
        {"text": 1},
        {"id": []},
        "in_progress",
        "completed",
    ),
]
ERROR_OBJECTS: list[Any] = [
    {"error": {"message": "The model is overloaded.", "type": "server_error", "code": 503}},
    {"error": {"message": None}},
    {"error": "overloaded"},
    {"error": ["overloaded"]},
    {"error": {}},
    {"type": "error", "message": "overloaded", "code": None, "param": None, "sequence_number": 3},
    {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
    {"type": "error"},
    {"object": "error", "message": "overloaded", "code": 50000},
    {"type": "response.failed", "response": None},
    {"type": "response.failed", "response": {"error": {"code": "server_error", "message": "overloaded"}}},
    {"type": "response.incomplete", "response": {"incomplete_details": {"reason": "max_output_tokens"}}},
    {"type": "response.incomplete", "response": {"incomplete_details": None}},
    {"detail": "Internal Server Error"},
]
JUNK: list[bytes] = [
    *(b"data: {}\n\n", b"data: null\n\n", b"data: []\n\n", b"data: 1\n\n", b'data: "text"\n\n'),
    *(b": a comment\n\n", b"event: ping\n\n", b"id: 7\n\n", b"retry: soon\n\n", b"data:\n\n", b"\n\n\n"),
    *(b'data: {"choices": null}\n\n', b'data: {"choices": [null]}\n\n', b'data: {"choices": {"a": 1}}\n\n'),
    *(b'data: {"choices": [{"delta": null}]}\n\n', b'data: {"choices": [{"delta": "hi"}]}\n\n'),
    *(b'data: {"choices": [{"delta": {"tool_calls": [null]}}]}\n\n', b'data: {"usage": []}\n\n'),
    *(b'data: {"choices": [{"delta": {"tool_calls": [{"function": null}]}}]}\n\n',),
    *(b'data: {"choices": [{"delta": {"content": 7}}]}\n\n', b'data: {"choices": "none"}\n\n'),
    *(b'data: {"type": null}\n\n', b'data: {"type": "response.output_item.done", "item": null}\n\n'),
    *(b'data: {"type": "response.new_kind", "x": [1]}\n\n', b'data: {"type": ["a"]}\n\n'),
    *(b"data: " + b"[" * 50_000 + b"]" * 50_000 + b"\n\n", b"\xef\xbb\xbfdata: {}\n\n"),
    *(b'data: {"type": "response.completed", "response": null}\n\n', b'data: {"a": 1}\ndata: {"b": 2}\n\n'),
]
BODIES: list[bytes] = [
    *(
        b"null",
        b"[]",
        b"{}",
        b"7",
        b'"text"',
        b'{"object": "response"}',
        b'{"choices": []}',
        b'{"choices": null}',
    ),
    *(b'{"object": "response", "output": null}', b'{"choices": [{"message": null}]}', b"{", b"\xff\xfe"),
    *(b'{"object": "response", "status": "failed", "error": null}', b'{"error": {"message": "overloaded"}}'),
    *(b'{"object": "response", "output": [null]}', b'{"choices": [{"message": {"tool_calls": [7]}}]}'),
]
PAGE = b"<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>"
STATUSES = (301, 307, 400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504)


# What is said


def _events(answer: WireAnswer) -> list[dict[str, Any]]:
    return [event for event in answer.events if isinstance(event, dict)]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value, as a container and a key."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield value, key
        yield from _places(inner)


def _place(answer: WireAnswer, random: Random, *keys: str) -> tuple[Any, Any] | None:
    """A place in one of the events; with ``keys``, one that bears such a key."""
    found = [place for event in _events(answer) for place in _places(event) if not keys or place[1] in keys]
    return random.choice(found) if found else None


def drop_event(answer: WireAnswer, random: Random) -> None:
    if answer.events:
        del answer.events[random.randrange(len(answer.events))]


def drop_kind(answer: WireAnswer, random: Random) -> None:
    kinds = sorted({str(event.get("type")) for event in _events(answer)})
    if kinds:
        kind = random.choice(kinds)
        answer.events = [
            event for event in answer.events if isinstance(event, bytes) or str(event.get("type")) != kind
        ]


def repeat_event(answer: WireAnswer, random: Random) -> None:
    if answer.events:
        at = random.randrange(len(answer.events))
        answer.events.insert(at, answer.events[at])


def swap_events(answer: WireAnswer, random: Random) -> None:
    if len(answer.events) > 1:
        a, b = random.sample(range(len(answer.events)), 2)
        answer.events[a], answer.events[b] = answer.events[b], answer.events[a]


def shuffle_events(answer: WireAnswer, random: Random) -> None:
    random.shuffle(answer.events)


def odd_value(answer: WireAnswer, random: Random) -> None:
    if place := _place(answer, random):
        place[0][place[1]] = random.choice(ODD_VALUES)


def no_field(answer: WireAnswer, random: Random) -> None:
    if (place := _place(answer, random)) and isinstance(place[0], dict):
        del place[0][place[1]]


def no_field_anywhere(answer: WireAnswer, random: Random) -> None:
    if (place := _place(answer, random)) and isinstance(place[0], dict):
        for event in _events(answer):
            for container, key in list(_places(event)):
                if key == place[1]:
                    container.pop(key, None)


def one_id(answer: WireAnswer, random: Random) -> None:
    names = random.sample(["id", "item_id", "call_id"], random.randint(1, 3))
    value = random.choice(["call_1", "", None, "fc_1", 7])
    for event in _events(answer):
        for container, key in list(_places(event)):
            if key in names:
                container[key] = value


def odd_index(answer: WireAnswer, random: Random) -> None:
    value = random.choice([0, 1, 99, -1, None, "0"])
    for event in _events(answer):
        for container, key in list(_places(event)):
            if key in ("index", "output_index", "content_index") and random.random() < 0.7:
                container[key] = value


def no_end(answer: WireAnswer, random: Random) -> None:
    del answer.events[max(0, len(answer.events) - random.randint(1, 3)) :]


def two_ends(answer: WireAnswer, random: Random) -> None:
    answer.events += answer.events[-random.randint(1, 3) :]


def two_answers(answer: WireAnswer, random: Random) -> None:
    answer.events += answer.events


def early_end(answer: WireAnswer, random: Random) -> None:
    if answer.events:
        answer.events.insert(random.randrange(len(answer.events)), answer.events[-1])


def huge_event(answer: WireAnswer, random: Random) -> None:
    place = _place(answer, random, "delta", "content", "text", "arguments")
    if place and isinstance(place[0][place[1]], str):
        written = place[0][place[1]] or "x"
        place[0][place[1]] = written * (1_000_000 // len(written))


def error_object(answer: WireAnswer, random: Random) -> None:
    error = json.dumps(random.choice(ERROR_OBJECTS)).encode()
    name = random.choice([b"", b"event: error\n"])
    at = random.randrange(len(answer.events) + 1)
    answer.events.insert(at, name + b"data: " + error + b"\n\n")
    if random.random() < 0.5:
        del answer.events[at + 1 :]


def junk_event(answer: WireAnswer, random: Random) -> None:
    answer.events.insert(random.randrange(len(answer.events) + 1), random.choice(JUNK))


def malformed_json(answer: WireAnswer, random: Random) -> None:
    if answer.events:
        at = random.randrange(len(answer.events))
        data = _encode(answer.events[at]).rstrip(b"\n")
        answer.events[at] = data[: random.randint(0, len(data))] + b"\n\n"


# How it travels


def small_pieces(answer: WireAnswer, random: Random) -> None:
    answer.piece = random.choice([1, 2, 3, 7, 50])


def other_newlines(answer: WireAnswer, random: Random) -> None:
    answer.newline = random.choice([b"\r\n", b"\r"])


def comments(answer: WireAnswer, random: Random) -> None:
    for _ in range(3):
        answer.events.insert(random.randrange(len(answer.events) + 1), b": keep-alive\n\n")


def spoilt_byte(answer: WireAnswer, random: Random) -> None:
    answer.spoilt_byte = random.random()


def close_early(answer: WireAnswer, random: Random) -> None:
    answer.ending, answer.cut_at = "close", random.choice([0.0, random.random(), 1.0])


def reset_early(answer: WireAnswer, random: Random) -> None:
    answer.ending, answer.cut_at = "reset", random.choice([0.0, random.random(), 1.0])


def stall(answer: WireAnswer, random: Random) -> None:
    answer.ending, answer.cut_at = "stall", random.choice([0.0, random.random(), 1.0])


def other_label(answer: WireAnswer, random: Random) -> None:
    label = random.choice(["application/json", "text/plain", "", "text/event-stream; charset=utf-16"])
    answer.headers["content-type"] = label


def false_gzip(answer: WireAnswer, random: Random) -> None:
    answer.headers["content-encoding"] = "gzip"


# Something else


def _replace(answer: WireAnswer, body: bytes, label: str) -> None:
    answer.body = body
    answer.headers["content-type"] = label


def error_status(answer: WireAnswer, random: Random) -> None:
    answer.status = random.choice(STATUSES)
    error = json.dumps(random.choice(ERROR_OBJECTS)).encode()
    label, body = random.choice([("application/json", error), ("text/html", PAGE), ("text/plain", b"")])
    _replace(answer, body, label)
    answer.headers["x-should-retry"] = random.choice(["true", "false"])
    if random.random() < 0.7:
        name, value = random.choice([("retry-after-ms", "1"), ("retry-after", "0"), ("retry-after", "soon")])
        answer.headers[name] = value


def web_page(answer: WireAnswer, random: Random) -> None:
    _replace(answer, PAGE, random.choice(["text/html", STREAM, "application/json"]))


def empty_body(answer: WireAnswer, random: Random) -> None:
    _replace(answer, b"", random.choice(["text/html", STREAM, "application/json"]))


def json_body(answer: WireAnswer, random: Random) -> None:
    _replace(answer, random.choice(BODIES), random.choice(["application/json", STREAM]))


EVENT_FAULTS: list[Fault] = [
    *(
        drop_event,
        drop_kind,
        repeat_event,
        swap_events,
        shuffle_events,
        odd_value,
        no_field,
        no_field_anywhere,
    ),
    *(
        one_id,
        odd_index,
        no_end,
        two_ends,
        two_answers,
        early_end,
        huge_event,
        error_object,
        junk_event,
        malformed_json,
    ),
]
BYTE_FAULTS: list[Fault] = [
    *(small_pieces, other_newlines, comments, spoilt_byte, close_early, reset_early, stall),
    *(other_label, false_gzip),
]
WHOLE_FAULTS: list[Fault] = [error_status, web_page, empty_body, json_body]
HARMLESS = {each.__name__ for each in (small_pieces, other_newlines, comments)}


def spoil(answer: WireAnswer, random: Random) -> None:
    """Apply some faults to an answer; half of the answers stay good, or nearly so."""
    chosen: list[Fault] = []
    if random.random() < 0.4:
        chosen += random.choices(EVENT_FAULTS, k=random.choice([1, 1, 1, 2, 3]))
    if random.random() < 0.3:
        chosen.append(random.choice(BYTE_FAULTS))
    if random.random() < 0.07:
        chosen.append(random.choice(WHOLE_FAULTS))
    for fault in chosen:
        fault(answer, random)
        answer.faults.append(fault.__name__)
