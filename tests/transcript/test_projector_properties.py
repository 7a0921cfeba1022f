"""What holds for any run at all, well-formed or damaged: the projector, the tape and the exports."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any

from hypothesis import given, settings, strategies as st
from playing import play
from random_runs import RunGenerator
from shapes import Step

from agents_widget.transcript.coalesce import coalesce
from agents_widget.transcript.event_rows import EventRows
from agents_widget.transcript.export.html import to_html
from agents_widget.transcript.export.markdown import to_markdown
from agents_widget.transcript.export.plain import to_plain
from agents_widget.transcript.join_deltas import joined
from agents_widget.transcript.projector import Projector
from agents_widget.transcript.schema import Patch, Transcript, apply_all
from agents_widget.transcript.split import split
from agents_widget.transcript.tape import Tape
from agents_widget.utf8 import sendable_text

EXAMPLES = settings(max_examples=150)
randoms = st.randoms(use_true_random=False)
randoms.validate()  # imports now what it needs: in the middle of the tests ast.parse of Python 3.11 can fail
OPEN = {"streaming", "running", "waiting", "awaiting_approval"}


def all_patches(steps: list[Step]) -> list[Patch]:
    return [patch for patches in play(steps) for patch in patches]


def transcript_of(steps: list[Step]) -> Transcript:
    return apply_all(Transcript(), all_patches(steps))


def cut_at_random(random: Random, items: list[Any]) -> list[list[Any]]:
    """Give items in groups of one to twenty."""
    groups = []
    while items:
        size = random.randint(1, 20)
        groups.append(items[:size])
        items = items[size:]
    return groups


@EXAMPLES
@given(randoms)
def test_any_events_make_a_transcript_that_ends(random: Random) -> None:
    steps = RunGenerator(random).damaged_run()
    transcript = transcript_of([*steps, {"t": 9999, "do": "finish"}])

    assert Transcript.from_dict(json.loads(json.dumps(transcript.to_dict()))) == transcript
    assert not {entry.state for entry in transcript.entries} & OPEN
    assert all(request.ended is not None for request in transcript.calls)


@EXAMPLES
@given(randoms)
def test_patches_may_be_sent_in_any_groups(random: Random) -> None:
    """As the channel sends them: coalesced, and large messages split."""
    patches = all_patches(RunGenerator(random).damaged_run())
    sent = [group for flushed in cut_at_random(random, patches) for group in split(coalesce(flushed))]

    assert apply_all(Transcript(), [patch for group in sent for patch in group]) == apply_all(
        Transcript(), patches
    )


@EXAMPLES
@given(randoms)
def test_a_snapshot_and_what_follows_it_are_the_whole(random: Random) -> None:
    patches = all_patches(RunGenerator(random).damaged_run())
    at = random.randint(0, len(patches))
    snapshot = apply_all(Transcript(), patches[:at]).to_dict()
    late = apply_all(Transcript.from_dict(json.loads(json.dumps(snapshot))), patches[at:])

    assert late == apply_all(Transcript(), patches)


@EXAMPLES
@given(randoms)
def test_a_tape_shows_each_moment_as_it_was(random: Random) -> None:
    steps = RunGenerator(random).damaged_run()
    live, tape, moments = Transcript(), Tape(), []
    for step, patches in zip(steps, play(steps), strict=True):
        tape.add(step["t"], coalesce(patches))
        apply_all(live, patches)
        moments.append((step["t"], live.to_dict()))
    replayed = Tape.from_jsonl(tape.to_jsonl())

    for t, transcript in random.sample(moments, min(5, len(moments))):
        assert replayed.transcript_at(t).to_dict() == transcript
        assert replayed.transcript_at(t + 9).to_dict() == transcript


@EXAMPLES
@given(randoms)
def test_joined_deltas_tell_what_single_ones_tell(random: Random) -> None:
    steps = RunGenerator(random).damaged_run()
    timed = [(step["event"], step["t"]) for step in steps if "event" in step]
    apart, together = Projector(), Projector()
    one_by_one = [patch for event, t in timed for patch in apart.project(event, t)]
    joined_up = [patch for event, t in joined(timed) for patch in together.project(event, t)]

    assert apply_all(Transcript(), joined_up) == apply_all(Transcript(), one_by_one)


@EXAMPLES
@given(randoms)
def test_no_text_is_lost_wherever_a_run_is_cut_off(random: Random) -> None:
    steps = RunGenerator(random).run()
    steps = [*steps[: random.randint(1, len(steps) - 1)], {"t": 9999, "do": "cancel"}]
    shown = Counter(
        text
        for entry in transcript_of(steps).entries
        for text in [entry.arguments if entry.kind in ("tool_call", "handoff") else entry.text]
        if text and entry.kind != "user"
    )

    assert shown == Counter(filter(None, streamed_texts(steps)))


def streamed_texts(steps: list[Step]) -> list[str]:
    """Give what the deltas of each item say together; half a character at an end cannot be shown."""
    texts: dict[str, str] = {}
    for step in steps:
        event = step.get("event", {})
        raw_event = event.get("event", event).get("data", {})  # of an agent used as a tool, or of the run
        if "delta" in raw_event:
            texts[raw_event["item_id"]] = texts.get(raw_event["item_id"], "") + raw_event["delta"]
    return [sendable_text(text) for text in texts.values()]


@EXAMPLES
@given(randoms)
def test_every_transcript_can_be_exported(random: Random) -> None:
    steps = RunGenerator(random).damaged_run()
    steps = steps[: random.randint(1, len(steps))]
    transcript = transcript_of(steps)
    rows = EventRows([(step["event"], step["t"]) for step in steps if "event" in step])

    assert "</section>" in to_html(transcript)
    for form in (to_html(transcript), to_markdown(transcript), to_plain(transcript)):
        assert form.encode("utf-8")
    assert json.dumps([rows.event(number) for number in range(len(rows))])
