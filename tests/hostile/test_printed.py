"""What Python shows and writes of a run: text that steers no terminal, in the file that was named."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

import pytest

from agents_widget import watch
from agents_widget.transcript.schema import Patch, Transcript
from agents_widget.transcript.tape import Tape
from agents_widget.widget.tools import Tools, ToolValues

PAYLOADS = json.loads(Path(__file__).with_name("payloads.json").read_text(encoding="utf-8"))
CATEGORIES = sorted({payload["category"] for payload in PAYLOADS})
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def texts_of(category: str) -> list[str]:
    return [payload["text"] for payload in PAYLOADS if payload["category"] == category]


def tape_of(text: str) -> Tape:
    """A recording whose names and words are a text."""
    call = {"id": "e1", "kind": "tool_call", "state": "failed", "tool": text, "output": text, "agent": text}
    facts = {"agent": text, "model": text, "status": text, "detail": text}
    tape = Tape()
    user = Patch("put", ("entries",), {"id": "e0", "kind": "user", "text": text})
    tape.add(0, [user, Patch("put", ("entries",), call), Patch("put", ("lanes",), {"id": "a", "name": text})])
    tape.add(1, [Patch("set", (name,), value) for name, value in facts.items()])
    return tape


def tools_messages(transcript: Transcript, name: str) -> list[str]:
    """What looking for tools that are not there, or have failed, says."""
    tools = Tools(transcript, ToolValues())
    messages = [repr(tools)]
    for look in (lambda: tools["of no name"], lambda: tools[name].value):
        with pytest.raises(LookupError) as caught:
            look()
        messages += [str(caught.value), *map(str, caught.value.args)]
    return messages


@pytest.mark.parametrize("category", CATEGORIES)
def test_nothing_that_python_shows_of_a_run_steers_a_terminal(category: str) -> None:
    for text in texts_of(category):
        transcript = tape_of(text).transcript()
        for shown in (repr(transcript), *tools_messages(transcript, text)):
            assert not STEERS.search(shown), (text, shown)


async def test_nor_does_the_widget() -> None:
    widget = watch(tape_of("\x1b]0;title\x07\u202e"))
    await widget

    assert not STEERS.search(repr(widget) + repr(widget.tools) + repr(widget.tape))


@pytest.mark.parametrize("suffix", [".html", ".md", ".jsonl"])
async def test_a_run_is_saved_where_it_was_told_whatever_is_in_it(suffix: str, tmp_path: Path) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    tape = Tape()
    tape.add(0, [patch for text in texts_of("file_name") for patch in tape_of(text).rows[0].patches])
    widget = watch(tape)
    await widget
    widget.save(folder / f"run{suffix}")

    assert [path.relative_to(tmp_path) for path in sorted(tmp_path.rglob("*"))] == [
        Path("inner"),
        Path("inner") / f"run{suffix}",
    ]


@pytest.mark.parametrize("name", texts_of("file_name"))
async def test_a_name_for_a_file_is_that_file_or_an_error(name: str, tmp_path: Path) -> None:
    """A program that makes a name of what a model wrote takes its last part; no other file appears."""
    widget = watch(tape_of("x"))
    await widget
    last_part = Path(name.replace("\\", "/")).name
    with contextlib.suppress(ValueError, OSError):
        widget.save(tmp_path / last_part)

    assert {path.name for path in tmp_path.iterdir()} <= {last_part}
