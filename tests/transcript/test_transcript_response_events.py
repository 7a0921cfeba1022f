"""Events of the Responses API in other orders and with gaps, where the golden vectors don't reach."""

from __future__ import annotations

from playing import entries_of
from shapes import (
    answer,
    call,
    called,
    item_events,
    message,
    message_created,
    output,
    raw,
    response,
)

from agents_widget.transcript.projector import Projector
from agents_widget.transcript.schema import Transcript, apply_all


def test_a_call_is_named_before_its_arguments_come() -> None:
    added, *deltas, done = item_events(call("weather", '{"city": "Rome"}'), 0)
    (entry,) = entries_of(raw("response.created"), added)
    assert (entry.tool, entry.arguments, entry.state) == ("weather", "", "streaming")
    (entry,) = entries_of(raw("response.created"), added, deltas[0])
    assert (entry.arguments, entry.state) == ('{"city"', "streaming")
    (entry,) = entries_of(raw("response.created"), added, *deltas, done)
    assert (entry.arguments, entry.state) == ('{"city": "Rome"}', "streaming")


def test_the_end_fills_in_what_deltas_left_out() -> None:
    added, first, *_ = item_events(message("Hello there."), 0)
    whole = raw("response.completed", response=response(message("Hello there.")))
    entries = entries_of(
        raw("response.created"), added, first, whole, message_created(message("Hello there."))
    )

    assert [entry.text for entry in entries] == ["Hello there."]


def test_the_end_corrects_what_deltas_said() -> None:
    added, first, *_ = item_events(message("Hello there."), 0)
    entries = entries_of(
        raw("response.created"),
        added,
        first,
        raw("response.completed", response=response(message("Hm."))),
    )

    assert [entry.text for entry in entries] == ["Hm."]


def test_a_text_that_comes_without_deltas_is_shown_as_soon_as_it_is_whole() -> None:
    done = raw("response.output_text.done", output_index=0, item_id="msg_1", text="All at once.")
    arguments = raw("response.function_call_arguments.done", output_index=1, arguments="{}")
    entries = entries_of(raw("response.created"), done, arguments)

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
    item = message("One.")
    item["content"].append({"type": "output_text", "text": "Two."})
    done = raw("response.output_item.done", output_index=0, item=item)

    assert [entry.text for entry in entries_of(raw("response.created"), *deltas)] == ["One.\n\nTwo."]
    assert [entry.text for entry in entries_of(raw("response.created"), *deltas, done)] == ["One.\n\nTwo."]


def test_messages_of_two_turns_with_the_same_id_are_two() -> None:
    turns = [
        *answer(message("One.")),
        message_created(message("One.")),
        *answer(message("Two.")),
        message_created(message("Two.")),
    ]

    assert [(entry.text, entry.turn) for entry in entries_of(*turns)] == [("One.", 1), ("Two.", 2)]


def test_calls_of_two_turns_with_the_same_id_are_two() -> None:
    one, two = call("add", '{"a": 1}'), call("add", '{"a": 2}')
    turns = [*answer(one), called(one), output("1"), *answer(two), called(two), output("2")]

    assert [(entry.arguments, entry.output) for entry in entries_of(*turns)] == [
        ('{"a": 1}', "1"),
        ('{"a": 2}', "2"),
    ]


def test_calls_that_all_have_index_0_are_told_apart() -> None:
    one, two = call("add", '{"a": 1}', "call_1", "fc_1"), call("add", '{"a": 2}', "call_2", "fc_2")
    events = [*item_events(one, 0), *item_events(two, 0)]
    entries = entries_of(
        raw("response.created"), *events, raw("response.completed", response=response(one, two))
    )

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

    assert [entry.arguments for entry in entries_of(raw("response.created"), *mixed)] == [
        '{"x": 111}',
        '{"y": 222}',
    ]


def test_a_retried_answer_replaces_the_one_that_broke_off() -> None:
    early = answer(message("Hello there, you."))[:4]
    entries = entries_of(*early, *answer(message("Hello there, you.")))

    assert [(entry.text, entry.state) for entry in entries] == [
        ("Hello t", "cancelled"),
        ("Hello there, you.", "done"),
    ]


def test_a_call_that_came_before_its_response_takes_no_others_place() -> None:
    """Found by the storm: a decision about the call that waits found another one's entry."""
    first, second = call("look", call_id="call_1"), call("see", call_id="call_2", item_id="fc_2")
    early, done = item_events(first, 0)[-1], item_events(second, 1)[-1]
    projector = Projector()
    transcript = Transcript()
    for event in (
        early,
        raw("response.created"),
        done,
        raw("response.completed", response=response(first, second)),
    ):
        apply_all(transcript, projector.project(event, 0))
    apply_all(transcript, projector.interrupt([{"raw_item": first}], 1))
    waiting = [entry for entry in transcript.entries if entry.state == "awaiting_approval"]
    assert [(entry.tool, entry.call_id) for entry in waiting] == [("look", "call_1")]
    assert [entry.call_id for entry in transcript.entries if entry.tool == "see"] == ["call_2"]


def test_a_call_whose_id_changed_is_not_found_by_its_old_one() -> None:
    added, *_ = item_events(call("look", call_id="call_1"), 0)
    whole = raw("response.completed", response=response(call("look", call_id="call_9")))
    projector = Projector()
    transcript = Transcript()
    for event in (raw("response.created"), added, whole):
        apply_all(transcript, projector.project(event, 0))
    assert [entry.call_id for entry in transcript.entries] == ["call_9"]
    apply_all(transcript, projector.interrupt([{"raw_item": call("see", call_id="call_1")}], 1))
    (waiting,) = [entry for entry in transcript.entries if entry.state == "awaiting_approval"]
    assert (waiting.tool, waiting.call_id) == ("see", "call_1")
