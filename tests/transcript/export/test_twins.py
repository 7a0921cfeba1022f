"""What the exports say as the view says it: ``js/test/twins.test.ts`` reads the same file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import html5lib
import pytest

from agents_widget.transcript.export import strings
from agents_widget.transcript.export.document import UNFINISHED, ToolCallTable, blocks_of
from agents_widget.transcript.export.format import duration
from agents_widget.transcript.export.grouping import group_entries
from agents_widget.transcript.export.html import to_html
from agents_widget.transcript.export.languages import words_of
from agents_widget.transcript.export.links import LENGTH_LIMIT, is_allowed_link
from agents_widget.transcript.export.visible_text import visible_text
from agents_widget.transcript.schema import EntryState, RunStatus, Transcript

FILE = Path(__file__).parents[2] / "vectors" / "twins" / "twins.json"
TWINS: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
LINKS, STATES, SAVED_PAGE = TWINS["links"], TWINS["states"], TWINS["saved_page"]


@pytest.mark.parametrize("case", TWINS["grouping"]["cases"], ids=lambda case: case["name"])
def test_grouping(case: dict[str, Any]) -> None:
    transcript = Transcript.from_dict({"entries": case["entries"]})
    groups = {
        parent or "": [[entry.id for entry in group.entries] for group in groups]
        for parent, groups in group_entries(transcript.entries).items()
    }

    assert groups == case["groups"]
    shown = [
        [row.entry.id for row in block.rows] if isinstance(block, ToolCallTable) else [block.entry.id]
        for block in blocks_of(transcript)
    ]
    assert shown == case["groups"][""]


@pytest.mark.parametrize(("milliseconds", "text"), TWINS["durations"]["cases"])
def test_durations(milliseconds: int, text: str) -> None:
    assert duration(milliseconds) == text


def test_states() -> None:
    assert STATES["run"] == strings.RUN_STATUS
    assert STATES["tool_call"] == strings.TOOL_STATE
    assert STATES["message"].items() <= strings.MESSAGE_STATE.items()
    assert STATES["run"].keys() == set(get_args(RunStatus))
    assert STATES["tool_call"].keys() == set(get_args(EntryState))


@pytest.mark.parametrize("language", STATES["translated"])
def test_states_in_other_languages(language: str) -> None:
    words = words_of(language)
    assert {"run": words.run_status, "tool_call": words.tool_state} == STATES["translated"][language]


@pytest.mark.parametrize("case", TWINS["unseen_characters"]["cases"], ids=lambda case: case["class"])
def test_unseen_characters(case: dict[str, str]) -> None:
    assert visible_text(case["text"]) == case["shown"]


@pytest.mark.parametrize("address", LINKS["allowed"])
def test_allowed_links(address: str) -> None:
    assert is_allowed_link(address)


@pytest.mark.parametrize("address", LINKS["refused"])
def test_refused_links(address: str) -> None:
    assert not is_allowed_link(address)


def test_links_that_are_too_long() -> None:
    start = "https://example.org/"
    longest = start + "x" * (LINKS["longest"] - len(start))

    assert LINKS["longest"] == LENGTH_LIMIT
    assert is_allowed_link(longest)
    assert not is_allowed_link(longest + "x")


@pytest.mark.parametrize("status", get_args(RunStatus))
def test_saved_page(status: RunStatus) -> None:
    html = to_html(Transcript(status=status), run="run_7")
    root = html5lib.parse(html, namespaceHTMLElements=False)
    (page,) = root.iter(SAVED_PAGE["element"])

    assert SAVED_PAGE["class"] in page.attrib["class"].split()
    assert page.attrib[SAVED_PAGE["run"]] == "run_7"
    assert page.attrib[SAVED_PAGE["status"]] == status
    assert (status in SAVED_PAGE["unfinished"]) == (status in UNFINISHED)
    assert (status in SAVED_PAGE["finished"]) == (status not in UNFINISHED)
