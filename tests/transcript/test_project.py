"""The projector, where the golden vectors don't reach: results, limits and orders."""

from __future__ import annotations

from typing import Any

import pytest
from shapes import (
    agent,
    answer,
    call,
    called,
    item_events,
    message_created,
    output,
    progress,
    raw,
    response,
    said,
)

from agents_widget.transcript.projector import Projector
from agents_widget.transcript.schema import Entry, Transcript, apply_all
from agents_widget.transcript.tool_outputs import DISPLAY_LIMIT, LOG_LIMIT, OUTPUT_LIMIT


def shown(*events: Any, projector: Projector | None = None) -> list[Entry]:
    """The entries that events become, without an end."""
    projector = projector or Projector()
    patches = [patch for t, event in enumerate(events) for patch in projector.project(event, t)]
    return apply_all(Transcript(), patches).entries


def result(value: Any, text: Any = "text", **more: Any) -> dict[str, Any]:
    event = output("")
    event["item"] |= {"output": value, **more}
    event["item"]["raw_item"]["output"] = text
    return event


# Results


def test_a_long_result_shows_its_head_and_its_size() -> None:
    (entry,) = shown(called(call("read")), result("", "x" * 100_000))

    assert (len(entry.output), entry.output_size, entry.state) == (OUTPUT_LIMIT, 100_000, "done")


def test_a_result_is_shown_as_described() -> None:
    seen: list[Any] = []

    def describe(value: Any) -> dict[str, str]:
        seen.append(value)
        return {"text/html": "<b>1</b>", "image/png": "x" * (DISPLAY_LIMIT + 1)}

    (entry,) = shown(called(call("read")), result({"a": 1}), projector=Projector(describe))

    assert seen == [{"a": 1}]
    assert (entry.output, entry.display) == ("text", {"text/html": "<b>1</b>"})


def test_an_image_part_is_shown() -> None:
    parts = [
        {"type": "input_text", "text": "A cat."},
        {"type": "input_image", "image_url": "data:image/png;base64,iVBORw0KGgo="},
        {"type": "input_image", "image_url": "https://evil.example/cat.png"},
    ]
    (entry,) = shown(called(call("draw")), result(None, parts))

    assert entry.output == "A cat.\n\n[image]\n\n[image]"
    assert entry.display == {"image/png": "iVBORw0KGgo="}
    (entry,) = shown(called(call("draw")), result(None, parts[2:]))
    assert entry.display is None


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Tool 'slow' timed out after 0.5 seconds.", "failed"),
        ("An error occurred while running the tool. Please try again.", "failed"),
        ("Tool 'fly' not found.", "failed"),
        ("Tool execution was not approved.", "denied"),
        ("The tool 'slow' was timed out after all.", "done"),
    ],
)
def test_a_foreign_result_tells_how_the_call_ended(text: str, state: str) -> None:
    (entry,) = shown(called(call("slow")), result(text, text))

    assert entry.state == state


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("done", "done"),
        ("failed", "failed"),
        ("denied", "denied"),
        ("timed_out", "failed"),
        ("cancelled", "cancelled"),
    ],
)
def test_an_outcome_counts_more_than_what_the_result_sounds_like(outcome: str, state: str) -> None:
    sounds_denied, sounds_done = "Tool execution was not approved.", "All is well."
    for text in (sounds_denied, sounds_done):
        (of_the_item,) = shown(called(call("slow")), result(text, text, outcome=outcome))
        (of_the_event,) = shown(called(call("slow")), result(text, text) | {"outcome": outcome})

        assert (of_the_item.state, of_the_event.state) == (state, state)


def test_an_outcome_that_is_not_known_counts_as_none() -> None:
    (entry,) = shown(called(call("slow")), result("Tool 'slow' not found.", outcome="melted"))
    assert entry.state == "done"
    (entry,) = shown(called(call("slow")), result("", "Tool 'slow' not found.", outcome="melted"))
    assert entry.state == "failed"


def test_a_tool_s_error_brings_its_traceback() -> None:
    try:
        raise ZeroDivisionError("by zero")
    except ZeroDivisionError as error:
        (entry,) = shown(called(call("divide")), result(None, "It failed.", error=error))

    assert (entry.state, entry.error, entry.output) == ("failed", "ZeroDivisionError", "It failed.")
    assert 'raise ZeroDivisionError("by zero")' in entry.traceback


def test_a_log_ends_somewhere() -> None:
    lines = [progress("call_1", 2.0, "x" * 999) for _ in range(30)]
    (entry,) = shown(called(call("scan")), *lines)

    assert (len(entry.log), entry.progress) == (LOG_LIMIT, 1.0)


def test_an_output_without_its_call_is_shown() -> None:
    (entry,) = shown(output("late"))

    assert (entry.kind, entry.tool, entry.output, entry.state) == ("tool_call", "tool", "late", "done")


def test_an_output_without_an_id_answers_the_first_that_waits() -> None:
    answered = result("9", "9")
    del answered["item"]["raw_item"]["call_id"]
    first, second = shown(called(call("a")), called(call("b", call_id="call_2")), answered)

    assert (first.output, second.state) == ("9", "running")


# Orders


def test_a_call_is_named_before_its_arguments_come() -> None:
    added, *deltas, done = item_events(call("weather", '{"city": "Rome"}'), 0)
    (entry,) = shown(raw("response.created"), added)
    assert (entry.tool, entry.arguments, entry.state) == ("weather", "", "streaming")
    (entry,) = shown(raw("response.created"), added, deltas[0])
    assert (entry.arguments, entry.state) == ('{"city"', "streaming")
    (entry,) = shown(raw("response.created"), added, *deltas, done)
    assert (entry.arguments, entry.state) == ('{"city": "Rome"}', "streaming")


def test_the_end_fills_in_what_deltas_left_out() -> None:
    added, first, *_ = item_events(said("Hello there."), 0)
    whole = raw("response.completed", response=response(said("Hello there.")))
    entries = shown(raw("response.created"), added, first, whole, message_created(said("Hello there.")))

    assert [entry.text for entry in entries] == ["Hello there."]


def test_the_end_corrects_what_deltas_said() -> None:
    added, first, *_ = item_events(said("Hello there."), 0)
    entries = shown(
        raw("response.created"), added, first, raw("response.completed", response=response(said("Hm.")))
    )

    assert [entry.text for entry in entries] == ["Hm."]


def test_a_text_that_comes_without_deltas_is_shown_as_soon_as_it_is_whole() -> None:
    done = raw("response.output_text.done", output_index=0, item_id="msg_1", text="All at once.")
    arguments = raw("response.function_call_arguments.done", output_index=1, arguments="{}")
    entries = shown(raw("response.created"), done, arguments)

    assert [(entry.kind, entry.text, entry.arguments) for entry in entries] == [
        ("message", "All at once.", ""),
        ("tool_call", "", "{}"),
    ]


def test_parts_of_a_message_are_apart() -> None:
    at = {"output_index": 0, "item_id": "msg_1"}
    deltas = [
        raw("response.output_text.delta", **at, content_index=0, delta="One."),
        raw("response.output_text.delta", **at, content_index=1, delta="Two."),
    ]
    item = said("One.")
    item["content"].append({"type": "output_text", "text": "Two."})
    done = raw("response.output_item.done", output_index=0, item=item)

    assert [entry.text for entry in shown(raw("response.created"), *deltas)] == ["One.\n\nTwo."]
    assert [entry.text for entry in shown(raw("response.created"), *deltas, done)] == ["One.\n\nTwo."]


def test_messages_of_two_turns_with_the_same_id_are_two() -> None:
    turns = [
        *answer(said("One.")),
        message_created(said("One.")),
        *answer(said("Two.")),
        message_created(said("Two.")),
    ]

    assert [(entry.text, entry.turn) for entry in shown(*turns)] == [("One.", 1), ("Two.", 2)]


def test_calls_of_two_turns_with_the_same_id_are_two() -> None:
    one, two = call("add", '{"a": 1}'), call("add", '{"a": 2}')
    turns = [*answer(one), called(one), output("1"), *answer(two), called(two), output("2")]

    assert [(entry.arguments, entry.output) for entry in shown(*turns)] == [
        ('{"a": 1}', "1"),
        ('{"a": 2}', "2"),
    ]


def test_calls_that_all_have_index_0_are_told_apart() -> None:
    one, two = call("add", '{"a": 1}', "call_1", "fc_1"), call("add", '{"a": 2}', "call_2", "fc_2")
    events = [*item_events(one, 0), *item_events(two, 0)]
    entries = shown(raw("response.created"), *events, raw("response.completed", response=response(one, two)))

    assert [(entry.call_id, entry.arguments) for entry in entries] == [
        ("call_1", '{"a": 1}'),
        ("call_2", '{"a": 2}'),
    ]


def test_interleaved_calls_are_kept_apart_by_index() -> None:
    one, two = (
        item_events(call("a", '{"x": 111}'), 0),
        item_events(call("b", '{"y": 222}', "call_2", "fc_2"), 1),
    )
    mixed = [event for pair in zip(one, two, strict=True) for event in pair]

    assert [entry.arguments for entry in shown(raw("response.created"), *mixed)] == [
        '{"x": 111}',
        '{"y": 222}',
    ]


def test_a_retried_answer_replaces_the_one_that_broke_off() -> None:
    early = answer(said("Hello there, you."))[:4]
    entries = shown(*early, *answer(said("Hello there, you.")))

    assert [(entry.text, entry.state) for entry in entries] == [
        ("Hello t", "cancelled"),
        ("Hello there, you.", "done"),
    ]


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
    first, second = shown(agent("Ada"), *answer(one, two), *requests, refused)

    assert (first.kind, first.state, first.arguments) == ("handoff", "running", "{}")
    assert (second.kind, second.state, second.source) == ("handoff", "cancelled", "Ada")


def handoff_shown(entered: Any, *events: Any) -> tuple[str, str, str, str]:
    *_, entry = shown(entered, raw("response.created"), *events)
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
    assert shown(entered, delta, done)[0].arguments == '{"why": 1}'


def test_no_name_makes_a_call_a_handoff() -> None:
    added, *_ = item_events(call("transfer_to_bob"), 0)
    assert handoff_shown(agent("Ada", {"name": "Eve"}), added)[0] == "tool_call"
    # Bob's own handoffs are not Ada's.
    entered = [agent("Bob", {"name": "Bob"}), agent("Ada")]
    assert shown(*entered, raw("response.created"), added)[0].kind == "tool_call"


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
    (entry,) = shown(entered, *answer(said(reply)))

    assert entry.format == format_of
