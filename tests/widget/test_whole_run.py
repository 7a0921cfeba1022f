"""A whole run for a page that comes late: the same as the run, in small messages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agents_widget.transcript.schema import Patch, Transcript, apply_all
from agents_widget.transcript.tape import Tape, TapeRow
from agents_widget.widget.channel import Channel
from agents_widget.widget.whole_run import snapshot_messages, snapshot_state, tape_messages

LARGEST = 2_000_000
HUGE = "\0" * 3_000_000
"""Each character is six as JSON."""
ENTRIES = {
    "one that is huge": [{"id": "e1", "kind": "tool_call", "arguments": HUGE, "output": "b"}],
    "many": [{"id": f"e{n}", "kind": "message", "text": f"{n} " * 2_000} for n in range(1_000)],
    "many that are small": [{"id": f"e{n}", "kind": "message", "state": "done"} for n in range(60_000)],
    "few": [{"id": "e1", "kind": "message", "text": "Hello"}],
}


def transcript_of(entries: list[dict[str, Any]]) -> Transcript:
    lane = Patch("put", ("lanes",), {"id": "l1", "name": "Joker"})
    puts = [Patch("put", ("entries",), entry) for entry in entries]
    return apply_all(Transcript(), [Patch("set", ("status",), "done"), lane, *puts])


def read(messages: list[dict[str, Any]]) -> Transcript:
    """What a page makes of them."""
    head, *parts = json.loads(json.dumps(messages))
    assert head["type"] == "snapshot"
    assert {(part["type"], part["seq"]) for part in parts} <= {("snapshot_part", head["seq"])}
    assert len(parts) == head.get("parts", 0)
    patches = [Patch.from_dict(patch) for part in parts for patch in part["patches"]]
    return apply_all(Transcript.from_dict(head["transcript"]), patches)


def largest(messages: list[dict[str, Any]]) -> int:
    return max(len(json.dumps(message)) for message in messages)


@pytest.mark.parametrize("name", ENTRIES)
def test_a_snapshot_in_small_messages_is_the_transcript(name: str) -> None:
    transcript = transcript_of(ENTRIES[name])
    messages = list(snapshot_messages(7, 100, transcript))
    assert read(messages) == transcript
    assert largest(messages) <= LARGEST
    assert (len(messages) == 1) == (name == "few")


@pytest.mark.parametrize("name", ENTRIES)
def test_the_state_of_a_widget_is_small_and_a_large_one_is_asked_for(name: str) -> None:
    transcript = transcript_of(ENTRIES[name])
    state = snapshot_state(7, 100, transcript)
    assert largest([state]) <= LARGEST
    shown = Transcript.from_dict(json.loads(json.dumps(state["transcript"])))
    if name == "few":
        assert (state["seq"], shown) == (7, transcript)
        return
    assert (state["seq"], shown.status) == (0, "done")
    assert shown.entries[0].id == transcript.entries[0].id
    assert shown.entries[-1].kind == "notice"


def test_the_messages_of_a_tape_are_its_rows() -> None:
    tape = Tape(TapeRow(n, n, [Patch("set", ("detail",), "x" * 100_000)]) for n in range(1, 51))
    messages = list(tape_messages(tape))
    assert [row["seq"] for message in messages for row in message["rows"]] == list(range(1, 51))
    assert largest(messages) <= LARGEST
    assert [message.get("more", False) for message in messages] == [True] * (len(messages) - 1) + [False]
    assert len(messages) > 1


def test_a_tape_without_rows_is_one_message() -> None:
    [message] = tape_messages(Tape())
    assert message["rows"] == []


def test_no_row_comes_between_the_parts() -> None:
    sent: list[dict[str, Any]] = []
    channel = Channel(sent.append)
    channel.put([Patch("put", ("entries",), entry) for entry in ENTRIES["one that is huge"]])
    channel.put([Patch("append", ("entries", "e1", "text"), "what waited")])
    sent.clear()
    channel.send_snapshot()
    [row, *messages] = sent
    assert row["patches"][0]["value"] == "what waited"
    assert read(messages) == channel.transcript
    assert messages[0]["seq"] == row["seq"] == channel.seq
