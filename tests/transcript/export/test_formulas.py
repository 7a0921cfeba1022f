"""What is a formula, and how a saved page shows it.

``js/test/markdown/formula-rules.test.ts`` reads the same cases.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
from markdown_it import MarkdownIt

from agents_widget.transcript.export import formulas, message_markup
from agents_widget.transcript.export.html import to_html
from agents_widget.transcript.schema import Transcript

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


def _page(text: str) -> str:
    return to_html(Transcript.from_dict({"entries": [{"id": "m", "kind": "message", "text": text}]}))


def _saved(text: str) -> str:
    """Everything that a saved page shows of a message."""
    root = html5lib.parse(_page(text), namespaceHTMLElements=False)
    return "".join(root.itertext())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_what_is_a_formula(case: dict[str, Any]) -> None:
    assert list(_formulas(case["text"])) == case["formulas"]


@pytest.mark.parametrize(
    "text",
    [
        r"$$\{a\} \\ b_1 * c_2 * d$$",
        "$$\n\\{a\\} \\\\[2pt]\n- b_1*c*d_1\n+ e\n# f\n> g\n= h\n$$",
        "$$\na\n\n- b\n$$",
        r"so $\{x_1, *y*\}$ and $a<b$ & \(\\ c_1*d*e_1\) and \[ \{ x_1 \\ y_1 \} \] and $`a_1*b*`$ hold",
        "\\begin{align*}\na_1 &= b_1 \\\\\n- c &= \\{d\\}\n\\end{align*}",
        "\\[\nx = \\begin{cases} a \\\\[2pt] b \\end{cases}\n\\]",
    ],
)
def test_a_saved_page_keeps_tex_as_it_is_written(text: str) -> None:
    assert text in _saved(text)


def test_a_saved_page_keeps_tex_in_lists_quotes_and_tables() -> None:
    text = "- a\n  $$\n  b_1 \\\\\n  - c_1\n  $$\n\n> \\[\n> \\{d\\}\n> \\]\n\n| e |\n|---|\n| $f_1*g*h_1$ |"
    saved = _saved(text)

    for tex in ("$$\nb_1 \\\\\n- c_1\n$$", "\\[\n\\{d\\}\n\\]", "$f_1*g*h_1$"):
        assert tex in saved


def test_a_formula_is_code_and_starts_nothing() -> None:
    page = _page("$a<script>b$ and\n\n$$\n<img src=x>\n$$")

    assert "<code>$a&lt;script&gt;b$</code>" in page
    assert "<pre>$$\n&lt;img src=x&gt;\n$$</pre>" in page


@pytest.mark.parametrize(
    "text", ["$<img src=x>$", "$$\n```\n$$\nx\n```\n<img src=x>\n```", "\\\\( ![a](http://x.example/) \\\\)"]
)
def test_a_formula_hides_nothing_from_who_makes_markdown_harmless(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(message_markup.markdown(text))
    types = {child.type for token in tokens for child in (token, *(token.children or ()))}

    assert not types & {"html_block", "html_inline", "image"}


@pytest.mark.parametrize(
    "text",
    [
        "\\( " * 8_000,
        "\\[\n" * 8_000,
        "$$\n" * 8_000,
        "\\begin{align}\n" * 1_500,
        "$$\na\n\n" * 4_000,
        "$x " * 8_000,
    ],
)
def test_openers_without_an_end_are_not_searched_for_each(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    searched = 0

    def counting(find: Callable[..., formulas.Formula | None]) -> Callable[..., formulas.Formula | None]:
        def counted(source: str, *before: str) -> formulas.Formula | None:
            nonlocal searched
            searched += len(source)
            return find(source, *before)

        return counted

    for name in ("block_formula", "_bracket_formula", "_environment"):
        monkeypatch.setattr(formulas, name, counting(getattr(formulas, name)))
    list(_formulas(text))

    assert searched < 20 * len(text)
