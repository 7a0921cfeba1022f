"""Recordings: tapes and their files."""

from __future__ import annotations

from pathlib import Path

from watched import stream

from agents_widget import (
    Agent,
    Chat,
    DemoModel,
)
from agents_widget.transcript.tape import Tape
from agents_widget.widget.watch import watch


async def test_a_recording(tmp_path: Path) -> None:
    live = watch(stream())
    await live
    live.save(tmp_path / "run.jsonl")
    again = watch(str(tmp_path / "run.jsonl"))
    assert again.transcript == live.transcript
    assert again.result() is again.transcript
    assert watch(Tape.read(tmp_path / "run.jsonl")).transcript == live.transcript


async def test_a_recording_that_was_cut_short_has_ended() -> None:
    live = watch(stream())
    await live
    tape = Tape(live.tape.rows[:-1])
    cut = watch(tape)
    assert cut.transcript.status == "cancelled"
    assert cut.transcript.detail == "The recording ends here."
    assert cut.tape.duration == tape.duration
    assert len(tape) == len(live.tape) - 1


async def test_a_recorded_chat_cannot_be_talked_to() -> None:
    chat = Chat(Agent(name="Joker", model=DemoModel(["Hello."], tokens_per_second=None)))
    await chat.ask("Hi")
    assert chat.transcript.abilities == ["say", "edit", "retry"]
    assert watch(chat.tape).transcript.abilities == []
