"""Docstrings, with a style given and detected; equality with the SDK is tested on the corpus."""

import logging

import pytest

from agents_widget.agents.function_schema import read_docstring


def documented(text):
    def function(a, b): ...

    function.__doc__ = text
    return function


GOOGLE = "Do it.\n\nArgs:\n    a: First.\n    b: Second.\n"
NUMPY = "Do it.\n\nParameters\n----------\na\n    First.\nb\n    Second.\n"
SPHINX = "Do it.\n\n:param a: First.\n:param b: Second.\n"


@pytest.mark.parametrize("style", [None, "given"])
@pytest.mark.parametrize(("name", "text"), [("google", GOOGLE), ("numpy", NUMPY), ("sphinx", SPHINX)])
def test_styles(name, text, style):
    docs = read_docstring(documented(text), name if style else None)
    assert docs == ("Do it.", {"a": "First.", "b": "Second."})


def test_the_wrong_style_finds_no_parameters():
    assert read_docstring(documented(GOOGLE), "sphinx").parameters == {}


@pytest.mark.parametrize("text", [None, "", "   "])
def test_nothing(text):
    assert read_docstring(documented(text)) == (None, {})


def test_the_parser_does_not_complain(caplog):
    caplog.set_level(logging.DEBUG)
    for text in (GOOGLE, NUMPY, SPHINX, "Do it.\nArgs:\n  zzz: Unknown.\n  broken\n"):
        read_docstring(documented(text))
    assert caplog.records == []
