"""The files of the view: the bundle, its style sheet, and the libraries that it loads when it needs them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from . import tool_views

STATIC = Path(__file__).parent / "static"
MATH = "math"
"""The library that sets formulas: a file of its own, for the pages that have formulas."""
TOOL_VIEW_PREFIX = "view:"
"""Begins the name of a library that is a user's view of a tool's results; the tool's name follows."""


def view() -> str:
    """Give the source of the view."""
    return _read("widget.js")


def stylesheet() -> str:
    """Give the view's style sheet."""
    return _read("widget.css")


def library(name: str) -> str:
    """Give the source of a library. Raises ``ValueError`` or ``LookupError`` for a name that is none."""
    if name.startswith(TOOL_VIEW_PREFIX):
        return tool_views.module(name.removeprefix(TOOL_VIEW_PREFIX))
    if name != MATH:
        raise ValueError(f"The view has no library named {name!r}; there is {MATH!r}.")
    return _read(f"{name}.js")


@cache
def _read(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")
