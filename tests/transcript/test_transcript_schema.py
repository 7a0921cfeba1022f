"""The transcript's own rules: what a patch may be, and what it changes."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from agents_widget.transcript.schema import Entry, Patch, Transcript, apply, apply_all

HELLO = Patch("put", ("entries",), {"id": "e1", "kind": "message", "text": "Hello"})


def test_three_operations_change_a_transcript() -> None:
    transcript = apply_all(
        Transcript(),
        [
            HELLO,
            Patch("append", ("entries", "e1", "text"), " there"),
            Patch("set", ("entries", "e1", "state"), "retracted"),
            Patch("set", ("status",), "failed"),
        ],
    )

    assert transcript["e1"] == Entry("e1", "message", state="retracted", text="Hello there")
    assert transcript.to_dict() == {
        "status": "failed",
        "entries": [{"id": "e1", "kind": "message", "state": "retracted", "text": "Hello there"}],
        "lanes": [],
        "calls": [],
    }


def test_a_row_put_again_stays_in_its_place() -> None:
    second = Patch("put", ("entries",), {"id": "e2", "kind": "notice"})
    renamed = Patch("put", ("entries",), {"id": "e1", "kind": "handoff"})
    transcript = apply_all(Transcript(), [HELLO, second, renamed])

    assert [(entry.id, entry.kind, entry.text) for entry in transcript.entries] == [
        ("e1", "handoff", ""),
        ("e2", "notice", ""),
    ]


@pytest.mark.parametrize(
    "patch",
    [
        Patch("set", ("entries", "e9", "text"), "x"),
        Patch("set", ("entries", "e1", "colour"), "x"),
        Patch("set", ("colour",), "x"),
        Patch("set", ("_collections",), {}),
        Patch("put", ("colours",), {"id": "e1"}),
        Patch("put", ("entries",), {"kind": "message"}),
    ],
)
def test_a_patch_of_something_else_is_refused(patch: Patch) -> None:
    transcript = apply_all(Transcript(), [HELLO])

    with pytest.raises(ValueError, match=r"^(No|Not a patch)"):
        apply(transcript, patch)
    assert transcript == apply_all(Transcript(), [HELLO])


@pytest.mark.parametrize("data", [{}, {"op": "grow", "at": [], "value": 1}, {"op": "set", "at": "status"}])
def test_data_that_is_no_patch_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Not a patch"):
        Patch.from_dict(data)


def test_fields_of_a_later_version_are_left_out() -> None:
    data = {"mood": "fine", "status": "done", "entries": [{"id": "e1", "kind": "message", "smell": "rose"}]}

    assert Transcript.from_dict(data).to_dict() == {
        "status": "done",
        "entries": [{"id": "e1", "kind": "message"}],
        "lanes": [],
        "calls": [],
    }


def test_this_floor_stands_alone() -> None:
    """Projecting, recording and listing events need the standard library and typing_extensions only."""
    code = """if True:
        import sys
        from agents_widget.transcript import coalesce, event_rows, projector, tape
        from agents_widget.transcript.export import html, markdown, plain
        known = {"openai", "pydantic", "markdown_it", "ipywidgets", "IPython", "anywidget", "agents"}
        print(known & set(sys.modules))
    """
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout == "set()\n"
