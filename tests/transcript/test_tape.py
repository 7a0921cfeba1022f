"""Tapes: written, read, broken, and looked into at any moment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agents_widget.transcript.schema import Patch
from agents_widget.transcript.tape import Tape, TapeRow

HEADER = '{"format": "agents_widget.tape", "version": 1, "began": 5.0}\n'
ROW = '{"seq": 1, "t": 0, "patches": [{"op": "set", "at": ["status"], "value": "done"}]}\n'


def tape() -> Tape:
    made = Tape(began=1_700_000_000.5)
    made.add(0, [Patch("put", ("entries",), {"id": "e1", "kind": "message"})])
    made.add(40, [Patch("append", ("entries", "e1", "text"), "Grüße \u2028\ud83d")])  # a lone surrogate too
    made.add(90, [Patch("set", ("status",), "done")])
    return made


def test_a_tape_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    tape().write(path)
    again = Tape.read(str(path))

    assert again.rows == tape().rows
    assert again.began == 1_700_000_000.5
    assert again.to_jsonl() == tape().to_jsonl()
    assert [json.loads(line).get("seq") for line in path.read_text().splitlines()] == [None, 1, 2, 3]


def test_any_moment_can_be_seen() -> None:
    texts = {t: [entry.text for entry in tape().transcript_at(t).entries] for t in (-1, 0, 39, 40, 1000)}

    assert texts == {-1: [], 0: [""], 39: [""], 40: ["Grüße \u2028\ud83d"], 1000: ["Grüße \u2028\ud83d"]}
    assert tape().transcript_at(89).status == "running"
    assert tape().transcript().status == "done"
    assert tape().duration == 90


def test_rows_are_numbered_from_one() -> None:
    assert [row.seq for row in tape().rows] == [1, 2, 3]
    assert Tape().add(7, []) == TapeRow(1, 7, [])
    assert len(Tape()) == 0
    assert Tape().transcript().entries == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is empty. Expected a tape"),
        ("not json\n", "Line 1 of this text is not JSON"),
        ('{"hello": 1}\n', "Line 1 of this text is not the header of a tape"),
        ("[]\n", "is not the header"),
        (
            '{"format": "agents_widget.tape", "version": 2}\n',
            "tape of version 2; this program reads version 1",
        ),
        (HEADER + ROW + '{"seq": 2, "t', "Line 3 of this text is not JSON"),
        (
            HEADER + '{"seq": 2}\n',
            "Line 2 of this text is not a row of a tape: expected an object with seq, t",
        ),
        (HEADER + '\n{"seq": 1, "t": 0, "patches": [{"op": "grow"}]}\n', "Line 3 .* Not a patch"),
        (
            HEADER
            + '{"seq": 1, "t": 0, "patches": [{"op": "set", "at": ["entries", "e9", "text"], "value": ""}]}',
            "Line 2 .* No entries/e9/text in this transcript to set",
        ),
        (
            HEADER + '{"seq": 1, "t": 0, "patches": [{"op": "append", "at": ["detail"], "value": 3}]}',
            "Line 2 of this text is not a row",
        ),
    ],
)
def test_a_broken_tape_names_its_line(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Tape.from_jsonl(text)


def test_a_file_is_named_in_its_errors(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonl"
    path.write_text(HEADER + ROW[:30])

    with pytest.raises(ValueError, match=r"Line 2 of .*cut\.jsonl is not JSON"):
        Tape.read(path)
