"""The words of adapters: each is shown as it says."""

from __future__ import annotations

from typing import Any

import pytest

from agents_widget.sources import events
from agents_widget.transcript.projector import Projector
from agents_widget.transcript.schema import Entry, Transcript, apply_all


def shown(*run: events.RunEvent) -> Transcript:
    projector, transcript = Projector(), Transcript()
    apply_all(transcript, projector.begin([], 0))
    for n, event in enumerate(run):
        apply_all(transcript, projector.project(event, 10 * n))
    return transcript


def only(*run: events.RunEvent) -> Entry:
    [entry] = shown(*run).entries
    return entry


def test_a_message_grows_and_is_done() -> None:
    begun = [events.agent_started("Ada"), events.model_call_started("m"), events.message_delta("Hel")]
    growing = only(*begun, events.message_delta("lo"))
    assert (growing.kind, growing.state, growing.text, growing.agent) == (
        "message",
        "streaming",
        "Hello",
        "Ada",
    )
    whole = only(*begun, events.message_done("Hello."))
    assert (whole.state, whole.text) == ("done", "Hello.")
    assert only(events.message_done("Hello.")).text == "Hello."


def test_reasoning() -> None:
    entry = only(events.reasoning_delta("I th"), events.reasoning_done("I think"))
    assert (entry.kind, entry.text, entry.state) == ("reasoning", "I think", "done")


def test_a_model_call_writes_several_messages_by_their_ids() -> None:
    run = [events.model_call_started()]
    for name in ("m1", "m2"):
        run += [events.message_delta(name, name), events.message_done(f"{name}!", name)]
    assert [entry.text for entry in shown(*run).entries] == ["m1!", "m2!"]


def test_messages_of_two_model_calls_are_apart() -> None:
    run = [events.model_call_started(), events.message_delta("a"), events.model_call_done()]
    transcript = shown(*run, *run)
    assert [(entry.text, entry.turn, entry.state) for entry in transcript.entries] == [
        ("a", 1, "done"),
        ("a", 2, "done"),
    ]


def test_tokens_are_counted() -> None:
    done = events.model_call_done("m", input_tokens=9, output_tokens=5, cached_tokens=4, reasoning_tokens=2)
    transcript = shown(events.model_call_started("m"), done)
    [call] = transcript.calls
    assert (call.model, call.input_tokens, call.cached_tokens, call.reasoning_tokens) == ("m", 9, 4, 2)
    assert call.ended == 10
    assert transcript.usage["output_tokens"] == 5
    assert transcript.model == "m"


def test_a_tool_call_is_written_runs_and_answers() -> None:
    written = [
        events.tool_call_started("c1", "look"),
        events.tool_arguments_delta("c1", '{"at"'),
        events.tool_arguments_delta("c1", ": 1}"),
    ]
    growing = only(*written)
    assert (growing.tool, growing.call_id, growing.arguments) == ("look", "c1", '{"at": 1}')
    assert growing.state == "streaming"
    running = only(*written, events.tool_called("c1", "look"))
    assert (running.state, running.arguments) == ("running", '{"at": 1}')
    reports = only(*written, events.tool_called("c1", "look"), events.tool_progress("c1", 0.5, "half"))
    assert (reports.progress, reports.log) == (0.5, "half\n")
    answered = only(*written, events.tool_called("c1", "look"), events.tool_output("c1", {"x": 1}))
    assert (answered.state, answered.output) == ("done", '{"x": 1}')


def test_calls_that_are_written_at_once_are_told_apart() -> None:
    run = [events.tool_call_started("c1", "look"), events.tool_call_started("c2", "hear")]
    run += [events.tool_arguments_delta(call, piece) for piece in "{}" for call in ("c1", "c2")]
    assert [entry.arguments for entry in shown(*run).entries] == ["{}", "{}"]


def test_arguments_may_be_a_mapping() -> None:
    assert only(events.tool_called("c1", "look", {"at": 1})).arguments == '{"at": 1}'


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
def test_outcomes_are_stated_not_read_from_the_text(outcome: Any, state: str) -> None:
    said = events.tool_output("c1", "Tool execution was not approved.", outcome=outcome)
    assert only(events.tool_called("c1", "look"), said).state == state


def test_a_tool_that_raised() -> None:
    entry = only(events.tool_output("c1", "It broke.", error=ValueError("broken"), name="look"))
    assert (entry.tool, entry.state, entry.error, entry.output) == (
        "look",
        "failed",
        "ValueError",
        "It broke.",
    )


def test_an_output_that_is_no_json_is_shown_as_its_text() -> None:
    assert only(events.tool_output("c1", {1, 2})).output == "{1, 2}"


def test_a_handoff() -> None:
    transcript = shown(events.agent_started("Ada"), events.handoff("Ada", "Bob"), events.agent_started("Bob"))
    [entry] = transcript.entries
    assert (entry.kind, entry.state, entry.source, entry.target) == ("handoff", "done", "Ada", "Bob")
    assert [lane.name for lane in transcript.lanes] == ["Ada", "Bob"]


def test_an_agent_inside_a_tool_call() -> None:
    transcript = shown(
        events.agent_started("Ada"),
        events.tool_called("c1", "ask_bob"),
        events.inside_tool("c1", "Bob", events.message_done("Hm.")),
    )
    call, inner = transcript.entries
    assert (inner.parent, inner.agent, inner.text) == (call.id, "Bob", "Hm.")


def test_a_servers_error_ends_a_run_that_goes_on_no_more() -> None:
    projector, transcript = Projector(), Transcript()
    apply_all(transcript, projector.begin("Hi"))
    apply_all(transcript, projector.project(events.model_error("Too many requests."), 1))
    apply_all(transcript, projector.finish(2))
    assert transcript.status == "failed"
    assert "Too many requests." in transcript.entries[-1].text


def test_saying_a_thing_twice_changes_nothing() -> None:
    run = [
        events.message_done("Hello", "m1"),
        events.tool_called("c1", "look", {}),
        events.tool_output("c1", 1),
    ]
    once = shown(events.model_call_started(), *run)
    twice = shown(events.model_call_started(), *[each for event in run for each in (event, event)])
    assert [(each.kind, each.text, each.state) for each in twice.entries] == [
        (each.kind, each.text, each.state) for each in once.entries
    ]
