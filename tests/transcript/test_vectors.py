"""The golden vectors: events give these patches, and they give this transcript however they are cut."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playing import play

from agents_widget.transcript.coalesce import coalesce
from agents_widget.transcript.schema import Patch, Transcript, apply_all
from agents_widget.transcript.tape import Tape, TapeRow

FILES = sorted((Path(__file__).parents[1] / "vectors").glob("*.json"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def vector(request: pytest.FixtureRequest) -> dict[str, Any]:
    return json.loads(request.param.read_text(encoding="utf-8"))


def test_events_give_the_patches(vector: dict[str, Any]) -> None:
    patches = [patch.to_dict() for patches in play(vector["events"]) for patch in patches]

    assert patches == vector["patches"]


def test_patches_give_the_transcript(vector: dict[str, Any]) -> None:
    transcript = apply_all(Transcript(), map(Patch.from_dict, vector["patches"]))

    assert transcript.to_dict() == vector["transcript"]
    assert Transcript.from_dict(vector["transcript"]) == transcript


@pytest.mark.parametrize("size", [1, 2, 3, 7, 25, 10_000])
def test_coalesced_patches_give_the_transcript(vector: dict[str, Any], size: int) -> None:
    patches = [Patch.from_dict(patch) for patch in vector["patches"]]
    transcript = Transcript()
    for start in range(0, len(patches), size):
        apply_all(transcript, coalesce(patches[start : start + size]))

    assert transcript.to_dict() == vector["transcript"]


def test_every_moment_is_on_the_tape(vector: dict[str, Any]) -> None:
    live, tape, moments = Transcript(), Tape(), []
    for step, patches in zip(vector["events"], play(vector["events"]), strict=True):
        tape.add(step["t"], coalesce(patches))
        apply_all(live, patches)
        moments.append((step["t"], live.to_dict()))
    replayed = Tape.from_jsonl(tape.to_jsonl())

    assert all(isinstance(row, TapeRow) for row in replayed.rows)
    for t, transcript in moments[:: max(1, len(moments) // 10)]:
        assert replayed.transcript_at(t).to_dict() == transcript
    assert replayed.transcript().to_dict() == vector["transcript"]


def test_nothing_is_left_under_way(vector: dict[str, Any]) -> None:
    states = {entry.get("state", "done") for entry in vector["transcript"]["entries"]}

    assert not states & {"streaming", "running", "awaiting_approval"}
    assert all(call.get("ended") is not None for call in vector["transcript"]["calls"])
