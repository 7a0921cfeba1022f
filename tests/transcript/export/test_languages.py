"""Static transcripts and reports in German and Japanese: every word of theirs, and none in English."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import pytest

from agents_widget.transcript.export.document import headline
from agents_widget.transcript.export.html import to_html
from agents_widget.transcript.export.languages import GERMAN, JAPANESE, words_of
from agents_widget.transcript.export.markdown import Form, to_markdown
from agents_widget.transcript.export.plain import to_plain
from agents_widget.transcript.export.strings import ENGLISH, Words
from agents_widget.transcript.schema import Transcript
from agents_widget.transcript.tape import Tape
from agents_widget.transcript.tool_outputs import TABLE_TYPE
from agents_widget.widget.report import html_report

LANGUAGES = pytest.mark.parametrize("words", [GERMAN, JAPANESE], ids=lambda words: words.code)
TABLE = '{"columns": [{"name": "n", "kind": "number"}], "rows": [[1], [2]], "total": 900}'
ENTRIES: list[dict[str, Any]] = [
    {"id": "e1", "kind": "user", "text": "?"},
    {"id": "e2", "kind": "reasoning", "agent": "A", "text": "...", "started": 0, "ended": 2000},
    {"id": "e3", "kind": "tool_call", "tool": "t", "agent": "A", "state": "denied", "arguments": "x" * 300},
    {"id": "e4", "kind": "tool_call", "tool": "t", "agent": "A", "display": {TABLE_TYPE: TABLE}},
    {"id": "e5", "kind": "message", "agent": "A", "parent": "e4", "text": "1"},
    {"id": "e6", "kind": "handoff", "source": "A", "target": "", "annotation": "2"},
    {"id": "e7", "kind": "message", "text": "3", "state": "cancelled", "traceback": "4"},
    {"id": "e8", "kind": "error", "error": "E", "text": "5", "traceback": "4"},
]
TRANSCRIPT = {"entries": ENTRIES, "status": "waiting", "usage": {"input_tokens": 5}}


@LANGUAGES
def test_a_language_fills_in_what_english_does(words: Words) -> None:
    for name in (field.name for field in fields(Words)):
        english, other = getattr(ENGLISH, name), getattr(words, name)
        assert type(english) is type(other), name
        if isinstance(english, str):
            names = re.compile(r"{\w+}")
            assert sorted(names.findall(other)) == sorted(names.findall(english)), name
        else:
            assert other.keys() == english.keys(), name


@LANGUAGES
@pytest.mark.parametrize("form", ["html", "markdown", "plain"])
def test_a_transcript_has_no_english_word(words: Words, form: str) -> None:
    transcript = Transcript.from_dict(TRANSCRIPT)
    texts = {
        "html": to_html(transcript, anchors="entry-", words=words),
        "markdown": to_markdown(transcript, form=Form(words=words)),
        "plain": to_plain(transcript, words=words),
    }
    words_shown = re.sub(r"<style>.*?</style>|<[^>]*>", " ", texts[form], flags=re.DOTALL)
    english = [
        "Waiting", "tokens", "You", "agent", "reasoning", "handed", "Arguments", "Result", "State", "denied",
        "Inside", "step", "called", "first", "rows", "Note", "stopped", "characters",
    ]  # fmt: skip
    assert [word for word in english if re.search(rf"\b{word}\b", words_shown)] == []
    assert headline(transcript, words).split(" · ")[0] in texts[form].replace("\\", "")
    assert words.another_agent in texts[form]


@LANGUAGES
def test_a_report_of_several_runs_says_its_contents(words: Words) -> None:
    page = html_report({"1": Tape([]), "2": Tape([])}, words)
    assert f'<html lang="{words.code}">' in page
    assert f"<h2>{words.contents}</h2>" in page
    assert f"<title>{words.runs.format(count=2)}</title>" in page


@pytest.mark.parametrize(
    ("language", "code"), [("de", "de"), ("de-AT", "de"), ("JA", "ja"), ("fr", "en"), ("", "en")]
)
def test_a_language_is_known_by_its_code(language: str, code: str) -> None:
    assert words_of(language).code == code
