"""What a cell shows of a comparison: safe in HTML, folded where nothing differs, and bounded."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from told_runs import asked, called, calls, said, tape_of

from agents_widget import compare
from agents_widget.comparison.compare import Comparison
from agents_widget.comparison.page import ROWS_LIMIT, RUN_LIMIT
from agents_widget.transcript.export.visible_text import visible_text

CORPUS = Path(__file__).parents[1] / "hostile" / "payloads.json"
PAYLOADS: list[dict[str, str]] = json.loads(CORPUS.read_text(encoding="utf-8"))
ELEMENTS = {
    "section",
    "p",
    "strong",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "b",
    "br",
    "i",
    "small",
    "pre",
    "ins",
    "del",
    "details",
    "summary",
    "ol",
    "li",
}
SHARE = 20
"""Payloads in one comparison."""
ATTRIBUTES = {"class", "width", "style", "colspan", "dir"}


def page_of(comparison: Comparison) -> Element:
    """Give the page as a browser reads it, without the whole runs, which have tests of their own."""
    return parsed(comparison._repr_mimebundle_()["text/html"])


def parsed(html: str) -> Element:
    html = html[: html.index("<details data-whole-run")] + "</section>"
    document = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    section: Element | None = document.find(".//section[@class='agw-comparison mathjax_ignore']")
    assert section is not None
    return section


def text_of(element: Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def rows(page: Element) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in page.findall("table/tbody/tr")]


def test_steps_stand_beside_each_other() -> None:
    left = tape_of(asked("Hello"), called("search", "3 hotels", city="Paris", n=3), said("The Ritz."))
    right = tape_of(asked("Hello"), called("search", "5 hotels", city="Paris", n=5), said("The Savoy."))
    page = page_of(compare(left, right))
    assert rows(page) == [
        ["1 equal stepYou: Hello"],
        ["↓ The first difference"],
        ['A a called searchcity: "Paris" n: 33 hotels', 'B a called searchcity: "Paris" n: 55 hotels'],
        ["A aThe Ritz.", "B aThe Savoy."],
    ]
    assert [text_of(mark) for mark in page.iter("del")] == ["n: 3", "3", "Ritz"]
    assert [text_of(mark) for mark in page.iter("ins")] == ["n: 5", "5", "Savoy"]
    assert page.get("data-divergence") == "1"


def test_equal_steps_are_folded() -> None:
    trunk = calls(300)
    page = page_of(compare(tape_of(*trunk[:12], said("x"), *trunk), tape_of(*trunk[:12], said("y"), *trunk)))
    folds = page.findall(".//details")
    assert [text_of(fold.find("summary")) for fold in folds] == ["12 equal steps", "300 equal steps"]
    assert [len(list(fold.iter("li"))) for fold in folds] == [12, 100]
    assert "200 steps more" in text_of(folds[1])
    assert len(page.findall(".//tr[@data-row]")) == 1


def test_equal_runs() -> None:
    page = page_of(compare(tape_of(*calls(3)), tape_of(*calls(3))))
    assert text_of(page.find("p")) == "3 steps, and all are equal"
    assert page.get("data-divergence") is None
    assert "first difference" not in text_of(page)


def test_runs_without_a_step() -> None:
    assert text_of(page_of(compare(tape_of(), tape_of())).find("p")) == "No steps yet"


def test_a_step_that_a_run_does_not_have() -> None:
    page = page_of(compare(tape_of(said("x")), tape_of(called("f", "gone"), said("x"))))
    missing = page.find(".//td[@data-missing]")
    assert text_of(missing) == "A no such step"
    only = page.find(".//td[@data-only]")
    assert text_of(only) == "B a called fgone"


def test_what_was_said_has_the_direction_of_its_letters() -> None:
    page = page_of(compare(tape_of(said("שלום")), tape_of(called("f", "42", city="Paris"))))
    texts = {text_of(each): each.get("dir") for each in page.iter("pre")}
    assert texts == {"שלום": "auto", 'city: "Paris"': None, "42": "auto"}


def test_the_head_says_what_each_used() -> None:
    usage = {"requests": 2, "input_tokens": 1_000, "output_tokens": 234}
    less = {"requests": 1, "input_tokens": 1_000, "output_tokens": 34}
    left = tape_of(said("x"), usage=usage, cost=0.01, ended=4_000)
    right = tape_of(said("x"), usage=less, cost=0.0125, ended=4_000, status="failed")
    page = page_of(compare(left, right))
    heads = [text_of(head) for head in page.iter("th")]
    assert heads == [
        "A (baseline)Done · 4.0 s · 1,234 tokens · $0.0100 · 2 model calls",
        "BFailed · 4.0 s (=) · 1,034 tokens (↓ \u2212200) · $0.0125 (↑ +$0.0025) · 1 model call (↓ \u22121)",
    ]


def test_plain_text() -> None:
    plain = compare(tape_of(said("x")), tape_of(said("y")))._repr_mimebundle_()["text/plain"]
    assert plain.splitlines() == [
        "They part at the first step · 1 of 1 step differs",
        "A: Done · 1.0 s",
        "B: Done · 1.0 s (=)",
    ]


def everywhere(text: str) -> list[dict[str, Any]]:
    """Give entries with a text wherever one may stand."""
    call = {"kind": "tool_call", "agent": text, "tool": text, "output": text}
    return [
        asked(text),
        said(text, agent=text),
        call | {"arguments": text},
        call | {"arguments": json.dumps({text: text})},
        {"kind": "handoff", "agent": text, "source": text, "target": text},
        {"kind": "guardrail", "guardrail": text, "text": text},
        {"kind": "error", "error": text, "text": text},
    ]


@pytest.mark.parametrize("share", range(0, len(PAYLOADS), SHARE))
def test_hostile_text_stays_text(share: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents_widget.comparison.page.ROWS_LIMIT", 10_000_000)
    texts = [payload["text"] for payload in PAYLOADS[share : share + SHARE]]
    left = [entry for text in texts for entry in everywhere(text)]
    right = [entry for text in texts for entry in everywhere(f"{text} more")]
    compared = compare(tape_of(*left), tape_of(*right))
    compared.runs[0]._name = " ".join(texts)
    html = compared._repr_mimebundle_()["text/html"]
    assert visible_text(html) == html
    page = parsed(html)
    assert {element.tag for element in page.iter()} <= ELEMENTS
    names = {name for element in page.iter() for name in element.attrib}
    assert {name for name in names if not name.startswith("data-")} <= ATTRIBUTES
    shown = text_of(page)
    for text in texts:
        if len(text) < 200:
            assert " ".join(visible_text(text).split()) in shown


def test_a_giant_run_is_bounded() -> None:
    long = "word " * 200_000
    left = tape_of(*[called("f", long, n=number, text=long) for number in range(10)])
    right = tape_of(*[called("f", long + "more", n=-number, text=long) for number in range(10)])
    html = compare(left, right)._repr_mimebundle_()["text/html"]
    assert len(html) < ROWS_LIMIT + 2 * RUN_LIMIT + 20_000


def test_rows_that_do_not_fit_are_counted() -> None:
    left = tape_of(*[said(f"{number} left" + "l" * 1_500) for number in range(300)])
    right = tape_of(*[said(f"{number} right" + "r" * 1_500) for number in range(300)])
    page = page_of(compare(left, right))
    shown = len(page.findall(".//tr[@data-row]"))
    left_out = re.search(r"(\d+) steps more: to_pandas\(\)", rows(page)[-1][0])
    assert left_out is not None
    assert 0 < shown < 300
    assert shown + int(left_out[1]) == 300


def test_each_whole_run_is_in_it() -> None:
    html = compare(tape_of(said("one")), tape_of(said("two")))._repr_mimebundle_()["text/html"]
    assert html.count("data-whole-run") == 2
    assert html.count('class="agw-static') == 2
