"""What a server may write between its events: any line ends, any split, comments, ids, retry times."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from typing import Any

import openai
import pytest
from answers import Answer, events, respond, text
from hypothesis import HealthCheck, given, settings, strategies as st
from loopback import LoopbackServer
from openai import AsyncOpenAI

from agents_widget.agents.exceptions import ModelBehaviorError
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import ModelTracing
from agents_widget.agents.models.openai_responses import OpenAIResponsesModel

ASK: tuple[Any, ...] = (None, "hi", ModelSettings(), [], None, [], ModelTracing.DISABLED)


def delta(value: str) -> dict[str, Any]:
    event = respond(text(value)).events[4]
    assert isinstance(event, dict)
    assert event["type"] == "response.output_text.delta"
    return event


def lines_of(value: str, *, name: bool = False, indent: int | None = None) -> list[str]:
    """The lines of one event, whose data may take several."""
    event = delta(value)
    named = [f"event: {event['type']}"] if name else []
    data = json.dumps(event, indent=indent, ensure_ascii=False).split("\n")
    return [*named, *(f"data: {line}" for line in data), ""]


STREAM = [
    *lines_of("1", name=True),
    *(": ping", ""),
    *lines_of("2"),
    *("event: keepalive", "", ""),  # an event without data
    *("id: 7", ""),  # after it openai's decoder gives out an event for every blank line
    *(": ping", ""),
    *("retry: 5", ""),
    *lines_of("3", indent=1),
    *lines_of("Grüß"),
]


async def deltas(client: AsyncOpenAI) -> list[str]:
    return [event.delta async for event in OpenAIResponsesModel("m", client).stream_response(*ASK)]  # type: ignore[union-attr]


def wire(lines: Iterable[str], line_end: str = "\n", split: int | None = None) -> Answer:
    return Answer(events=["".join(line + line_end for line in lines).encode()], split=split)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
async def test_every_split_gives_the_same_events(
    loopback: LoopbackServer, client: AsyncOpenAI, line_end: str
) -> None:
    for split in (None, 1, 2, 3, 7, 50):
        loopback.answer(wire(STREAM, line_end, split))
        assert await deltas(client) == ["1", "2", "3", "Grüß"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
async def test_every_cut_in_two_gives_the_same_events(
    loopback: LoopbackServer, client: AsyncOpenAI, line_end: str
) -> None:
    """The bytes of an event's end are the ones that matter: cut before, between and after them."""
    ends = "".join(line + line_end for line in [*lines_of("1"), ": ping", ""]).encode()
    rest = wire(lines_of("2"), line_end).events[0]
    assert isinstance(rest, bytes)
    for cut in range(len(ends) - 30, len(ends) + 1):
        loopback.answer(events([ends[:cut], ends[cut:] + rest]))
        assert await deltas(client) == ["1", "2"]


async def test_an_event_that_is_cut_short_is_dropped(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    body = "".join(f"{line}\n" for line in [*lines_of("1"), *lines_of("2")]).encode()
    for missing in range(3, 100, 7):
        loopback.answer(events([body[:-missing]]))
        stream: Any = OpenAIResponsesModel("m", client).stream_response(*ASK)
        assert (await anext(stream)).delta == "1"
        with pytest.raises(openai.APIConnectionError, match="lost in the middle of the response"):
            await anext(stream)


async def test_the_last_event_needs_no_blank_line(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    body = "".join(f"{line}\n" for line in [*lines_of("1"), *lines_of("2")]).encode()
    for missing in (1, 2):
        loopback.answer(events([body[:-missing]]))
        assert await deltas(client) == ["1", "2"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
async def test_an_event_is_given_as_soon_as_it_is_complete(
    loopback: LoopbackServer, client: AsyncOpenAI, line_end: str
) -> None:
    """The server falls silent right after the event: a reader that waits for more would never see it."""
    complete = wire(lines_of("1"), line_end).events
    loopback.answer(Answer(events=complete, stall_after=1))
    stream: Any = OpenAIResponsesModel("m", client).stream_response(*ASK)
    first = await anext(stream)
    assert first.delta == "1"
    await stream.aclose()


LINES = st.sampled_from(
    [
        "DATA",
        "DATA",
        "event: response.output_text.delta",
        ": note",
        "other: 1",
        "id: 1",
        "retry: 1",
        "",
        "",
    ]
)


def expected(drawn: list[str]) -> list[str]:
    """The data of each block of lines, in the words of the standard: blocks without data are no events."""
    blocks = [list(block) for blank, block in itertools.groupby(drawn, lambda line: not line) if not blank]
    return [str(block.count("DATA")) for block in blocks if "DATA" in block]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from([None, 1, 3, 20]))
async def test_any_lines_between_events_are_understood(
    loopback: LoopbackServer,
    client: AsyncOpenAI,
    drawn: list[str],
    line_end: str,
    split: int | None,
) -> None:
    lines: list[str] = []
    for blank, block in itertools.groupby([*drawn, ""], lambda line: not line):
        group = list(block)
        if blank:
            lines += group
            continue
        # One JSON object over as many data lines as were drawn: it counts them.
        count = group.count("DATA")
        pieces = [json.dumps(delta(str(count))), *[" "] * (count - 1)]
        for line in group:
            lines.append(f"data: {pieces.pop(0)}" if line == "DATA" else line)
    loopback.answer(wire([*lines, ""], line_end, split))
    if not expected(drawn):
        with pytest.raises(
            (openai.APIError, ModelBehaviorError), match=r"an empty response|no model's response"
        ):
            await deltas(client)
        return
    assert await deltas(client) == expected(drawn)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
async def test_a_byte_order_mark_is_no_part_of_the_first_line(
    loopback: LoopbackServer, client: AsyncOpenAI, line_end: str
) -> None:
    first, *rest = lines_of("1")
    loopback.answer(wire(["\ufeff" + first, *rest], line_end))
    assert await deltas(client) == ["1"]


async def test_events_without_blank_lines_between_are_told_apart(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    lines = [line for value in "123" for line in lines_of(value) if line]
    loopback.answer(wire([*lines, ""]))
    assert await deltas(client) == ["1", "2", "3"]
