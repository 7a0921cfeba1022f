"""What differs between two texts and between the arguments of two calls, and how it is marked."""

from __future__ import annotations

import pytest

from agents_widget.comparison import differences
from agents_widget.comparison.differences import Argument, arguments_of, differing_words, joined
from agents_widget.comparison.marked_text import CONTEXT, MARK_LIMIT, TEXT_LIMIT, marked


def pieces(left: str, right: str) -> tuple[list[str], list[str]]:
    lefts, rights = differing_words(left, right)
    return [left[i:end] for i, end in lefts], [right[i:end] for i, end in rights]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("", "", ([], [])),
        ("same", "same", ([], [])),
        ("", "new", ([], ["new"])),
        ("stay at the Ritz, please", "stay at the Savoy, please", (["Ritz"], ["Savoy"])),
        ("one two three", "one three", (["two"], [])),
        ("a red car and a blue bike", "a green car and a blue boat", (["red", "bike"], ["green", "boat"])),
        (
            "no word is the same",
            "all others here differ",
            (["no word is the same"], ["all others here differ"]),
        ),
        ("東京は晴れです", "東京は雨です", (["晴れ"], ["雨"])),
        ("end ", "end", (["end"], ["end"])),
        ("a\n\nb", "a\nb", (["\n"], [])),
    ],
)
def test_words_that_differ(left: str, right: str, expected: tuple[list[str], list[str]]) -> None:
    assert pieces(left, right) == expected


def test_long_texts_are_marked_between_what_is_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "MATCHED_WORDS", 3)
    assert pieces("a b c d e f g", "a x c d e y g") == (["b c d e f"], ["x c d e y"])


def test_spans_that_touch_are_one() -> None:
    assert joined([(5, 8), (0, 2), (1, 4), (8, 9)]) == [(0, 4), (5, 9)]


def test_arguments_by_name() -> None:
    assert arguments_of('{"city": "東京", "n": [1, 2]}') == [
        Argument("city", '"東京"'),
        Argument("n", "[1, 2]"),
    ]
    for text in ("", "{", "[1]", '"x"', "[" * 100_000):
        assert arguments_of(text) is None


def test_marks_are_elements() -> None:
    assert marked("stay at the <Ritz>", [(12, 18)], "ins") == "stay at the <ins>&lt;Ritz&gt;</ins>"


def test_what_is_alike_is_shortened_around_marks() -> None:
    html = marked("a" * 5_000 + "X" + "b" * 5_000, [(5_000, 5_001)], "del")
    assert "<del>X</del>" in html
    assert len(html) < 5 * CONTEXT
    assert "[… 4,700 characters …]" in html


def test_marked_texts_have_an_end() -> None:
    text = "x" * 1_000_000
    assert len(marked(text, [(0, len(text))], "ins")) < MARK_LIMIT + 100
    many = [(start, start + 1_000) for start in range(0, 1_000_000, 2_000)]
    assert len(marked(text, many, "ins")) < 2 * TEXT_LIMIT
