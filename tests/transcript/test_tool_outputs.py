"""A tool's output in the transcript: its text, its display, and how the call ended."""

from __future__ import annotations

from typing import Any

import pytest
from playing import entries_of, tool_output
from shapes import (
    call,
    called,
)

from agents_widget.transcript.projector import Projector
from agents_widget.transcript.tool_outputs import DISPLAY_LIMIT, OUTPUT_LIMIT


def test_a_long_result_shows_its_head_and_its_size() -> None:
    (entry,) = entries_of(called(call("read")), tool_output("", "x" * 100_000))

    assert (len(entry.output), entry.output_size, entry.state) == (OUTPUT_LIMIT, 100_000, "done")


def test_a_result_is_shown_as_described() -> None:
    seen: list[Any] = []

    def describe(value: Any) -> dict[str, str]:
        seen.append(value)
        return {"text/html": "<b>1</b>", "image/png": "x" * (DISPLAY_LIMIT + 1)}

    (entry,) = entries_of(called(call("read")), tool_output({"a": 1}), projector=Projector(describe))

    assert seen == [{"a": 1}]
    assert (entry.output, entry.display) == ("text", {"text/html": "<b>1</b>"})


def test_an_image_part_is_shown() -> None:
    parts = [
        {"type": "input_text", "text": "A cat."},
        {"type": "input_image", "image_url": "data:image/png;base64,iVBORw0KGgo="},
        {"type": "input_image", "image_url": "https://evil.example/cat.png"},
    ]
    (entry,) = entries_of(called(call("draw")), tool_output(None, parts))

    assert entry.output == "A cat.\n\n[image]\n\n[image]"
    assert entry.display == {"image/png": "iVBORw0KGgo="}
    (entry,) = entries_of(called(call("draw")), tool_output(None, parts[2:]))
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
    (entry,) = entries_of(called(call("slow")), tool_output(text, text))

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
        (of_the_item,) = entries_of(called(call("slow")), tool_output(text, text, outcome=outcome))
        (of_the_event,) = entries_of(called(call("slow")), tool_output(text, text) | {"outcome": outcome})

        assert (of_the_item.state, of_the_event.state) == (state, state)


def test_an_outcome_that_is_not_known_counts_as_none() -> None:
    (entry,) = entries_of(called(call("slow")), tool_output("Tool 'slow' not found.", outcome="melted"))
    assert entry.state == "done"
    (entry,) = entries_of(called(call("slow")), tool_output("", "Tool 'slow' not found.", outcome="melted"))
    assert entry.state == "failed"


def test_a_tool_s_error_brings_its_traceback() -> None:
    try:
        raise ZeroDivisionError("by zero")
    except ZeroDivisionError as error:
        (entry,) = entries_of(called(call("divide")), tool_output(None, "It failed.", error=error))

    assert (entry.state, entry.error, entry.output) == ("failed", "ZeroDivisionError", "It failed.")
    assert 'raise ZeroDivisionError("by zero")' in entry.traceback
