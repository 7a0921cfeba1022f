"""What is a formula, and how a saved page shows it: ``js/test/markdown/formula-rules.test.ts`` reads the same cases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from agents_widget.transcript.export import formulas
from agents_widget.transcript.export.html import to_html
from agents_widget.transcript.schema import Entry, Transcript

FILE = Path(__file__).parents[2] / "vectors" / "twins" / "formulas.json"
CASES: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["cases"]


def _formulas(text: str) -> Iterator[list[Any]]:
    parser = MarkdownIt("commonmark").enable("table")
    formulas.add_formulas(parser)
    for block in parser.parse(text):
        for token in [block, *(block.children or ())]:
            if token.type in (formulas.INLINE, formulas.BLOCK):
                yield [token.content, token.meta["display"]]
            elif formulas.is_math_fence(token):
                yield [token.content.strip(), True]


def _saved(text: str) -> str:
    """Everything that a saved page shows of a message."""
    page = html5lib.parse(to_html(Transcript(entries=[Entry("m", "message", text=text)])), namespaceHTMLElements=False)
    return "".join(page.find(".//section").itertext())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_what_is_a_formula(case: dict[str, Any]) -> None:
    assert list(_formulas(case["text"])) == case["formulas"]
