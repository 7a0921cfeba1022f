"""The files the view is made of, as the build put them beside this module."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from . import tool_views

STATIC = Path(__file__).parent / "static"
MATH = "math"
"""What the view loads only when it needs it: the typesetter of formulas, a file of its own."""
OF_TOOL = "view:"
"""Begins the name of a library that is the user's module for the results of the tool named after it."""


def view() -> str:
    """Give the source of the view."""
    return _read("widget.js")


def stylesheet() -> str:
    """Give the view's style sheet."""
    return _read("widget.css")


def library(name: str) -> str:
    """Give the source of a library. Raises ``ValueError`` or ``LookupError`` for a name that is none."""
    if name.startswith(OF_TOOL):
        return tool_views.module(name.removeprefix(OF_TOOL))
    if name != MATH:
        raise ValueError(f"The view has no library named {name!r}; there is {MATH!r}.")
    return _read(f"{name}.js")


@cache
def _read(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")
