"""Tapes: written, read, broken, and looked into at any moment."""

from __future__ import annotations

import json
import traceback
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


DEEP = "[" * 100_000 + "]" * 100_000
DEEP_SCHEMA = '{"a": ' * 300 + "1" + "}" * 300


@pytest.mark.parametrize("line", [DEEP, f'{{"seq": 1, "t": 0, "patches": {DEEP}}}', DEEP_SCHEMA])
def test_a_line_that_is_nested_too_deep_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="Line 2 of this text is nested deeper than 200 levels"):
        Tape.from_jsonl(HEADER + line)


def test_a_header_that_is_nested_too_deep_is_refused() -> None:
    with pytest.raises(ValueError, match="Line 1 of this text is nested deeper"):
        Tape.from_jsonl(DEEP)


@pytest.mark.parametrize("number", ["true", "-1", "1.5", '"1"', "null", "9007199254740992", "9" * 4000])
@pytest.mark.parametrize("field", ["seq", "t"])
def test_a_number_that_a_page_cannot_count_to_is_refused(field: str, number: str) -> None:
    row = f'{{"seq": 1, "t": 0, "{field}": {number}, "patches": []}}'
    with pytest.raises(ValueError, match="Line 2 of this text is not a row"):
        Tape.from_jsonl(HEADER + row)


@pytest.mark.parametrize("began", ["NaN", "1e999", "true", '"now"', "9" * 400])
def test_an_odd_beginning_is_none(began: str) -> None:
    assert Tape.from_jsonl(HEADER.replace("5.0", began)).began is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("abilities", "[1]"),
        ("usage", '{"a": "1"}'),
        ("usage", '{"a": true}'),
        ("budget", '{"usd": null}'),
    ],
)
def test_members_have_the_type_of_their_field(field: str, value: str) -> None:
    row = f'{{"seq": 1, "t": 0, "patches": [{{"op": "set", "at": ["{field}"], "value": {value}}}]}}'
    with pytest.raises(ValueError, match=rf"{field} \(a member\) holds"):
        Tape.from_jsonl(HEADER + row)


@pytest.mark.parametrize("form", ["5", "null", "{}", '["<b>"]'])
def test_each_form_of_a_result_is_text(form: str) -> None:
    entry = f'{{"id": "e1", "kind": "tool_call", "display": {{"text/html": {form}}}}}'
    row = f'{{"seq": 1, "t": 0, "patches": [{{"op": "put", "at": ["entries"], "value": {entry}}}]}}'
    with pytest.raises(ValueError, match="display \\(a member\\) holds string"):
        Tape.from_jsonl(HEADER + row)


def test_bytes_that_are_no_text_are_no_tape(tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(ValueError, match=r"run\.jsonl is not text in UTF-8"):
        Tape.read(tmp_path / "run.jsonl")


@pytest.mark.parametrize(
    "text",
    [
        r'"\u001b[31mred\u001b]8;;https://evil.example\u0007"',
        r'{"format": "agents_widget.tape", "version": "\u001b[2J\u202e"}',
        HEADER + r'{"seq": 1, "t": 0, "patches": ["\u001b[31m"]}',
        HEADER + ROW.replace("status", r"\u001b]52;c;x\u0007"),
        HEADER + ROW.replace('"status"', r'"lanes", "\u001b]52;c;x\u0007", "name"'),
    ],
)
def test_an_error_about_a_tape_does_not_steer_a_terminal(text: str) -> None:
    with pytest.raises(ValueError, match=r"Line|version") as caught:
        Tape.from_jsonl(text)

    printed = "".join(traceback.format_exception(caught.value))
    assert not {"\x1b", "\x07", "\u202e"} & set(printed)
