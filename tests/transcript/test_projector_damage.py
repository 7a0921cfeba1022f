"""Events that are damaged, doubled or out of order never break a transcript."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings, strategies as st
from playing import play

from agents_widget.transcript.coalesce import coalesce
from agents_widget.transcript.schema import Transcript, apply_all

VECTORS = sorted((Path(__file__).parents[1] / "vectors").glob("*.json"))


def damaged(draw: st.DrawFn, event: Any) -> Any:
    """An event of which something is missing, of another type, or there twice."""
    match draw(st.integers(0, 5)):
        case 0 if isinstance(event, dict) and event:
            less = dict(event)
            del less[draw(st.sampled_from(sorted(less)))]
            return less
        case 1 | 2 | 3 if isinstance(event, dict) and event:
            name = draw(st.sampled_from(sorted(event)))
            return {**event, name: damaged(draw, event[name])}
        case 4:
            return draw(st.sampled_from([None, 7, "text", [], {}, [None], ["a"], True]))
    return event


@st.composite
def damaged_runs(draw: st.DrawFn) -> list[dict[str, Any]]:
    path = draw(st.sampled_from(VECTORS))
    steps = copy.deepcopy(json.loads(path.read_text(encoding="utf-8"))["events"])
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(1, len(steps) - 2))
        if "event" in steps[at]:
            steps[at]["event"] = damaged(draw, steps[at]["event"])
        match draw(st.integers(0, 4)):
            case 0:
                steps.insert(at, copy.deepcopy(steps[at]))
            case 1:
                del steps[at]
            case 2:
                steps[at], steps[at + 1] = steps[at + 1], steps[at]
        if len(steps) < 4:
            break
    return steps


@settings(max_examples=150, deadline=None)
@given(damaged_runs())
def test_damage_never_breaks_a_transcript(steps: list[dict[str, Any]]) -> None:
    projector_steps = [*steps, {"t": 9999, "do": "finish"}]
    patches = play(projector_steps)
    transcript = apply_all(Transcript(), [patch for step in patches for patch in step])
    coalesced = apply_all(Transcript(), coalesce(patch for step in patches for patch in step))

    assert coalesced.to_dict() == transcript.to_dict()
    assert Transcript.from_dict(json.loads(json.dumps(transcript.to_dict()))) == transcript
    assert not {entry.state for entry in transcript.entries} & {"streaming", "running", "awaiting_approval"}
    assert all(call.ended is not None for call in transcript.calls)
