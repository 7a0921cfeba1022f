"""Run items, handoffs and agents' facts, where the golden vectors don't reach."""

from __future__ import annotations

from typing import Any

import pytest
from playing import entries_of, tool_output
from shapes import (
    agent,
    answer,
    call,
    called,
    item_events,
    message,
    output,
    progress,
    raw,
)

from agents_widget.transcript.tool_outputs import LOG_LIMIT


def test_a_log_ends_somewhere() -> None:
    lines = [progress("call_1", 2.0, "x" * 999) for _ in range(30)]
    (entry,) = entries_of(called(call("scan")), *lines)

    assert (len(entry.log), entry.progress) == (LOG_LIMIT, 1.0)


def test_an_output_without_its_call_is_shown() -> None:
    (entry,) = entries_of(output("late"))

    assert (entry.kind, entry.tool, entry.output, entry.state) == ("tool_call", "tool", "late", "done")


def test_an_output_without_an_id_answers_the_first_that_waits() -> None:
    answered = tool_output("9", "9")
    del answered["item"]["raw_item"]["call_id"]
    first, second = entries_of(called(call("a")), called(call("b", call_id="call_2")), answered)

    assert (first.output, second.state) == ("9", "running")


def test_a_second_handoff_is_not_made() -> None:
    one, two = call("transfer_to_a", "{}", "call_1", "fc_1"), call("transfer_to_b", "{}", "call_2", "fc_2")
    requests = [
        {
            "type": "run_item_stream_event",
            "name": "handoff_requested",
            "item": {"type": "handoff_call_item", "raw_item": item, "agent": {"name": "Ada"}},
        }
        for item in (one, two)
    ]
    refused = output("Multiple handoffs detected, ignoring this one.", "call_2")
    first, second = entries_of(agent("Ada"), *answer(one, two), *requests, refused)

    assert (first.kind, first.state, first.arguments) == ("handoff", "running", "{}")
    assert (second.kind, second.state, second.source) == ("handoff", "cancelled", "Ada")


def test_a_handoff_whose_output_is_left_out_was_to_the_next_agent() -> None:
    one, two = call("go_on", "{}", "call_1", "fc_1"), call("transfer_to_b", "{}", "call_2", "fc_2")
    requests = [
        {
            "type": "run_item_stream_event",
            "name": "handoff_requested",
            "item": {"type": "handoff_call_item", "raw_item": item, "agent": {"name": "Ada"}},
        }
        for item in (one, two)
    ]
    same_agent = entries_of(agent("Ada"), *answer(one, two), *requests, agent("Ada"))
    assert [(entry.state, entry.target) for entry in same_agent] == [("running", ""), ("running", "")]
    first, second = entries_of(agent("Ada"), *answer(one, two), *requests, agent("Bob"))
    assert (first.state, first.source, first.target) == ("done", "Ada", "Bob")
    assert (second.state, second.source, second.target) == ("cancelled", "Ada", "")


def handoff_shown(entered: Any, *events: Any) -> tuple[str, str, str, str]:
    *_, entry = entries_of(entered, raw("response.created"), *events)
    return entry.kind, entry.state, entry.source, entry.target


@pytest.mark.parametrize(
    ("declared", "tool"),
    [
        ({"name": "Refunds & Co"}, "transfer_to_refunds___co"),
        ({"tool_name": "escalate", "agent_name": "Refunds & Co"}, "escalate"),
    ],
)
def test_a_declared_handoff_is_one_from_its_first_event(declared: dict[str, str], tool: str) -> None:
    added, delta, done = item_events(call(tool), 0)
    handoff = ("handoff", "streaming", "Ada", "Refunds & Co")

    assert handoff_shown(agent("Ada", declared), added) == handoff
    assert handoff_shown(agent("Ada", declared), added, delta, done) == handoff


def test_a_handoff_whose_name_comes_late_is_one_from_then_on() -> None:
    delta = raw("response.function_call_arguments.delta", output_index=0, item_id="fc_1", delta='{"why": 1}')
    done = raw("response.output_item.done", output_index=0, item=call("escalate", '{"why": 1}'))
    entered = agent("Ada", {"tool_name": "escalate", "agent_name": "Bob"})

    assert handoff_shown(entered, delta)[0] == "tool_call"
    assert handoff_shown(entered, delta, done) == ("handoff", "streaming", "Ada", "Bob")
    assert entries_of(entered, delta, done)[0].arguments == '{"why": 1}'


def test_no_name_makes_a_call_a_handoff() -> None:
    added, *_ = item_events(call("transfer_to_bob"), 0)
    assert handoff_shown(agent("Ada", {"name": "Eve"}), added)[0] == "tool_call"
    # Bob's own handoffs are not Ada's.
    entered = [agent("Bob", {"name": "Bob"}), agent("Ada")]
    assert entries_of(*entered, raw("response.created"), added)[0].kind == "tool_call"


@pytest.mark.parametrize(
    ("output_type", "reply", "format_of"),
    [
        (dict, '{"a": 1}', "json"),
        (dict, "No.", "markdown"),
        (str, "{}", "markdown"),
        (None, "{", "markdown"),
    ],
)
def test_an_agent_with_an_output_type_answers_in_json(output_type: Any, reply: str, format_of: str) -> None:
    entered = {"type": "agent_updated_stream_event", "new_agent": {"name": "Ada", "output_type": output_type}}
    (entry,) = entries_of(entered, *answer(message(reply)))

    assert entry.format == format_of
