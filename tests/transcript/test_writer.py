"""The transcript's writer: the shortest patches, and what is under way."""

from __future__ import annotations

from agents_widget.transcript.schema import Patch
from agents_widget.transcript.writer import OpenEntry, TranscriptWriter


def begun(writer: TranscriptWriter, text: str) -> OpenEntry:
    open_entry = writer.begin_entry("message", "message")
    writer.append_text(open_entry, text)
    writer.take_patches()
    return open_entry


def test_patches_are_taken_once() -> None:
    writer = TranscriptWriter()
    writer.add_user_message("Hello")

    assert [patch.op for patch in writer.take_patches()] == ["put"]
    assert writer.take_patches() == []


def test_a_text_is_replaced_by_the_shortest_patch() -> None:
    writer = TranscriptWriter()
    open_entry = begun(writer, "Hello")
    path = open_entry.delta_path

    writer.replace_text(open_entry, "Hello")
    writer.replace_text(open_entry, "")
    assert writer.take_patches() == []
    writer.replace_text(open_entry, "Hello there")
    assert writer.take_patches() == [Patch("append", path, " there")]
    writer.replace_text(open_entry, "Bye")
    writer.append_text(open_entry, "!")
    assert writer.take_patches() == [Patch("set", path, "Bye"), Patch("append", path, "!")]


def test_only_fields_that_differ_are_set() -> None:
    writer = TranscriptWriter()
    entry = begun(writer, "Hello").entry
    writer.update(entry, agent="Ada", state="streaming")
    writer.update(entry, agent="Ada")

    assert writer.take_patches() == [Patch("set", ("entries", "e1", "agent"), "Ada")]


def test_an_entry_ends_once() -> None:
    writer = TranscriptWriter()
    open_entry = begun(writer, "Hello")
    writer.now = 5
    writer.close_entry(open_entry)
    writer.now = 9
    writer.close_entry(open_entry, "failed")
    writer.close_all("failed")

    assert (open_entry.entry.state, open_entry.entry.ended, writer.open_entries) == ("done", 5, {})


def test_usage_is_the_sum_of_the_requests() -> None:
    writer = TranscriptWriter()
    for tokens in (3, 4):
        request = writer.begin_request(agent="Ada")
        request.input_tokens = tokens
        writer.end_request(request)

    used = [patch.value for patch in writer.take_patches() if patch.at == ("usage",)]
    assert [(usage["requests"], usage["input_tokens"]) for usage in used] == [(1, 3), (2, 7)]


def test_only_an_answered_request_without_tokens_is_counted_as_one_that_told_none() -> None:
    writer = TranscriptWriter()
    writer.end_request(writer.begin_request())
    writer.end_request(writer.begin_request(), answered=True)

    used = [patch.value for patch in writer.take_patches() if patch.at == ("usage",)]
    assert [(usage["requests"], usage["uncounted_requests"]) for usage in used] == [(1, 1)]


def test_what_a_guardrail_may_take_back_begins_after_the_user_s_message() -> None:
    writer = TranscriptWriter()
    begun(writer, "Hello")
    writer.add_user_message("And now?")
    answer = begun(writer, "Now this.")
    writer.begin_entry("tool_call", "tool_call")

    assert writer.messages_since_user == [answer.entry]
