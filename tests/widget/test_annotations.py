"""Annotations: notes of a reader at entries, in the tape and in every export."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from agents_widget import Agent, AgentWidget, Chat, DemoModel, Tape, watch
from agents_widget.widget.run.controller import ANNOTATION_LIMIT

HOSTILE = "</script><img src=x onerror=hit()> [a](javascript:hit()) \u202eevil\nsecond | line"


async def answered() -> AgentWidget:
    widget = watch(Agent(name="Joker", model=DemoModel(["A duck."], tokens_per_second=None)), "A joke?")
    await widget
    return widget


async def test_a_note_is_written_listed_replaced_and_taken_away() -> None:
    widget = await answered()
    question, answer = widget.transcript.entries
    widget.annotate(answer, "  Too short.\n")
    widget.annotate(question.id, "From Ana")
    assert widget.annotations == {question.id: "From Ana", answer.id: "Too short."}
    widget.annotate(answer.id, "Funny")
    assert widget.annotations[answer.id] == "Funny"
    widget.remove_annotation(answer)
    widget.annotate(question, "")
    assert widget.annotations == {}


async def test_a_note_is_in_the_tape_and_makes_the_run_no_longer(tmp_path: Path) -> None:
    widget = await answered()
    before = widget.tape.duration
    widget.annotate(widget.transcript.entries[-1], "Funny")
    again = watch(widget.save(tmp_path / "run.jsonl"))
    assert list(again.annotations.values()) == ["Funny"]
    assert again.tape.duration == widget.tape.duration == before
    assert Tape.from_jsonl(again.tape.to_jsonl()).transcript().entries == widget.transcript.entries


async def test_a_recording_takes_notes_too(tmp_path: Path) -> None:
    recording = watch((await answered()).save(tmp_path / "run.jsonl"))
    before = recording.tape.duration
    recording.annotate(recording.transcript.entries[0], "Seen")
    assert recording.tape.duration == before
    assert list(watch(recording.tape).annotations.values()) == ["Seen"]


async def test_going_back_keeps_the_notes_of_the_entries_that_stay() -> None:
    chat = Chat(
        Agent(name="Joker", model=DemoModel(["A duck.", "A goose.", "A swan."], tokens_per_second=None))
    )
    await chat.ask("A joke?")
    await chat.ask("Another?")
    first, _, second, _ = chat.transcript.entries
    chat.annotate(first, "stays")
    chat.annotate(second, "goes")
    for _ in range(2):
        chat.retry()
        await chat
        assert list(chat.annotations.items()) == [(first.id, "stays")]


async def test_what_cannot_be_annotated_is_said() -> None:
    widget = await answered()
    with pytest.raises(LookupError, match=r"no entry 'e99'.*transcript\.entries"):
        widget.annotate("e99", "Hm")
    with pytest.raises(ValueError, match="10,000 characters at most"):
        widget.annotate(widget.transcript.entries[0], "x" * (ANNOTATION_LIMIT + 1))


async def test_the_page_writes_notes_by_a_command() -> None:
    widget = await answered()
    answer = widget.transcript.entries[-1]
    command: dict[str, Any] = {"type": "annotate", "id": answer.id, "text": "From the view"}
    widget._commands.receive(command)
    assert widget.annotations == {answer.id: "From the view"}


@pytest.mark.parametrize("name", ["report.html", "run.html", "run.md"])
async def test_a_hostile_note_is_text_everywhere(name: str, tmp_path: Path) -> None:
    widget = await answered()
    widget.annotate(widget.transcript.entries[-1], HOSTILE)
    content = widget.save(tmp_path / name).read_text(encoding="utf-8")
    assert "[U+202E]evil" in content or "\\[U+202E\\]evil" in content
    assert not re.search(r"(?<!\\)<(img src=x|/script><img)", content)
    assert not re.search(r"(?<!\\)\[a(?<!\\)\]\(javascript:", content) or name != "run.md"
