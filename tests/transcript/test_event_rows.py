"""Rows of events: cheap to collect, folded where they are many, whole on demand."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from agents import (
    Agent,
    AgentUpdatedStreamEvent,
    RawResponsesStreamEvent,
    RunItemStreamEvent,
    ToolCallOutputItem,
)
from openai.types.responses import ResponseTextDeltaEvent
from pydantic import BaseModel
from shapes import (
    agent,
    answer,
    call,
    called,
    handed_over,
    message,
    message_created,
    nested_events,
    output,
    progress,
    raw,
)

from agents_widget.transcript.event_rows import GROUP_LIMIT, EventRows


def rows_of(*events: Any) -> EventRows:
    return EventRows(timed(*events))


def timed(*events: Any) -> list[tuple[Any, int]]:
    return [(event, 10 * number) for number, event in enumerate(events)]


def delta(text: str) -> RawResponsesStreamEvent:
    data = ResponseTextDeltaEvent(
        type="response.output_text.delta",
        delta=text,
        content_index=0,
        item_id="m",
        output_index=0,
        sequence_number=1,
        logprobs=[],
    )
    return RawResponsesStreamEvent(data=data)


def test_deltas_of_a_type_share_a_row() -> None:
    rows = rows_of(agent("Ada"), *answer(message("Hello there, you.")))

    assert rows.rows() == [
        {"n": 0, "t": 0, "kind": "agent", "type": "agent_updated_stream_event", "summary": "Ada"},
        {"n": 1, "t": 10, "kind": "raw", "type": "response.created", "summary": "test-model"},
        {"n": 2, "t": 20, "kind": "raw", "type": "response.in_progress", "summary": "test-model"},
        {"n": 3, "t": 30, "kind": "raw", "type": "response.output_item.added", "summary": "message"},
        {
            "n": 4,
            "t": 40,
            "kind": "raw",
            "type": "response.output_text.delta",
            "summary": "Hello there, you.",
            "count": 3,
            "times": [40, 50, 60],
        },
        {"n": 7, "t": 70, "kind": "raw", "type": "response.output_item.done", "summary": "message"},
        {"n": 8, "t": 80, "kind": "raw", "type": "response.completed", "summary": "test-model"},
    ]


def test_a_row_that_grew_comes_again() -> None:
    events = timed(delta("a"), delta("b"))
    rows = EventRows(events)
    (before,) = rows.rows(0)
    events.append((delta("c"), 30))

    grown = {**before, "count": 3, "summary": "abc", "times": [0, 10, 30]}
    assert (before["count"], before["times"], rows.rows(2)) == (2, [0, 10], [grown])
    assert rows.rows(3) == []
    assert len(rows) == 3


def test_a_row_is_opened_into_its_events() -> None:
    rows = rows_of(raw("response.created"), delta("a"), delta("b"), {"type": "soup"})
    parts = [(part["n"], part["t"], part["summary"]) for part in rows.parts(1)]
    assert parts == [(1, 10, "a"), (2, 20, "b")]
    assert rows.parts(2) == rows.parts(1)
    assert [part["n"] for part in rows.parts(3)] == [3]
    with pytest.raises(IndexError, match="There is no event 4"):
        rows.parts(4)


def test_rows_are_found_by_what_their_summary_leaves_out() -> None:
    long = message("Long " * 100 + "Needle")
    rows = rows_of(
        *answer(long), message_created(long), {"type": "soup", "id": "item_7"}, {"type": "bowl", "x": "soup"}
    )
    types = {row["n"]: row["type"] for row in rows.rows()}

    def found(query: str) -> set[str]:
        return {types[n] for n in rows.search(query)}

    assert {"response.output_text.delta", "message_output_created"} <= found("needle")
    assert found("soup") == {"soup", "bowl"}
    assert found("ITEM_7 soup") == {"soup"}
    assert found("nowhere") == set()


def test_a_row_grows_up_to_a_limit() -> None:
    rows = rows_of(*(delta("a") for _ in range(GROUP_LIMIT + 1)))
    assert [(row["n"], row.get("count", 1)) for row in rows.rows()] == [(0, GROUP_LIMIT), (GROUP_LIMIT, 1)]
    assert len(rows.parts(GROUP_LIMIT - 1)) == GROUP_LIMIT


def test_a_row_names_the_entry_that_its_first_event_changed() -> None:
    entries = {1: "e2", 2: "e2"}
    rows = EventRows(timed({"type": "a"}, delta("a"), delta("b")), lambda n: entries.get(n, ""))
    assert [row.get("entry") for row in rows.rows()] == [None, "e2"]
    assert [row.get("entry") for row in rows.parts(1)] == ["e2", "e2"]


def test_any_part_of_a_long_stream_is_found() -> None:
    events = [event for _ in range(50) for event in (raw("response.created"), delta("a"), delta("b"))]
    rows = rows_of(*events)

    for start in range(len(events)):
        found = rows.rows(start)
        assert found[0]["n"] <= start < found[0]["n"] + found[0].get("count", 1)
    assert [row["n"] for row in rows.rows(60, limit=3)] == [60, 61, 63]


def test_summaries_say_what_happened() -> None:
    over = call("transfer_to_bob")
    rows = rows_of(
        called(call("add", '{"a": 1}')),
        output("42"),
        *handed_over(over, "Ada", "Bob"),
        message_created(message("Long " * 100)),
        progress("call_1", 0.5, "half"),
        *nested_events("call_1", "Scholar", raw("response.completed")),
        raw("response.output_item.added", item=call("add")),
        raw("error", message="Too many requests"),
        raw("response.output_text.done", text="whole"),
        {"type": "response.output_text.delta", "delta": "bare"},
        {"type": "soup"},
        object(),
        None,
    )
    summaries = [(row["kind"], row["type"], row["summary"][:30]) for row in rows.rows()]

    assert summaries == [
        ("item", "tool_called", 'add {"a": 1}'),
        ("item", "tool_output", "42"),
        ("item", "handoff_requested", "transfer_to_bob {}"),
        ("item", "handoff_occured", "Ada to Bob"),
        ("agent", "agent_updated_stream_event", "Bob"),
        ("item", "message_output_created", "Long Long Long Long Long Long "),
        ("other", "tool_progress_stream_event", "scan half"),
        ("other", "agent_tool_stream_event", "Scholar: response.completed"),
        ("raw", "response.output_item.added", "function_call add"),
        ("raw", "error", "Too many requests"),
        ("raw", "response.output_text.done", "whole"),
        ("raw", "response.output_text.delta", "bare"),
        ("other", "soup", ""),
        ("other", "object", ""),
        ("other", "NoneType", ""),
    ]
    assert all(len(row["summary"]) <= 103 for row in rows.rows())


def test_the_json_of_an_event_is_what_was_sent() -> None:
    raw_item = {"call_id": "c", "output": "3", "type": "function_call_output"}
    item = ToolCallOutputItem(agent=Agent(name="Ada"), raw_item=raw_item, output=[1, {2}, float("nan")])
    rows = rows_of(
        delta("hi"),
        AgentUpdatedStreamEvent(new_agent=Agent(name="Ada")),
        RunItemStreamEvent(name="tool_output", item=item),
    )

    assert rows.event(0)["data"]["delta"] == "hi"
    assert rows.event(1)["new_agent"] == {"agent": "Ada"}
    shown = rows.event(2)["item"]
    assert (shown["agent"], shown["output"], shown["raw_item"]) == (
        {"agent": "Ada"},
        [1, [2], "nan"],
        raw_item,
    )


class Model(BaseModel):
    text: str
    unset: int | None = None


@dataclasses.dataclass
class Broken:
    name: str = "x"

    def __getattribute__(self, name: str) -> Any:
        if name == "name":
            raise RuntimeError("no")
        return super().__getattribute__(name)

    def __repr__(self) -> str:
        raise RuntimeError("no")


def test_json_never_fails_and_stays_small() -> None:
    loop: dict[str, Any] = {"type": "loop"}
    loop["self"] = loop
    wide = {"type": "wide", "rows": [["x" * 1000] * 600] * 600}
    rows = rows_of(
        {"type": "odd", "model": Model(text="a"), "broken": Broken()}, loop, wide, {"t": "y" * 10**7}
    )

    assert rows.event(0) == {
        "type": "odd",
        "model": {"text": "a"},
        "broken": "<Broken: RuntimeError>",
    }
    assert rows.event(1)["self"]["self"]["type"] == "loop"
    assert rows.event(2)["rows"][-1] == "... 599 more"
    assert "10,000,000 characters" in json.dumps(rows.event(3))
    assert max(len(json.dumps(rows.event(n))) for n in range(len(rows))) < 250_000
    with pytest.raises(IndexError, match="There is no event 4; there are 4 so far"):
        rows.event(4)
