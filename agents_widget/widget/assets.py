"""The files of the view: the bundle, its style sheet, and the libraries that it loads when it needs them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from . import tool_views

STATIC = Path(__file__).parent / "static"
VIEW = "widget"
"""The view of a run."""
GRID = "grid"
"""The view of a grid of runs."""
MATH = "math"
"""The library that sets formulas: a file of its own, for the pages that have formulas."""
TABLE = "table"
"""The library that draws tables, for the pages where one is opened."""
EVENTS = "events"
"""The part of the view that is the Events tab."""
FORM = "form"
"""The part of the view in which the arguments of a call are edited."""
KEYMAP = "keymap"
"""The part of the view that lists its keys."""
PRESENTER = "presenter"
"""The part of the view that presents a replay."""
TIMELINE = "timeline"
"""The part of the view that is the Timeline tab."""
TOOLS = "tools"
"""The part of the view that is the Tools tab."""
USAGE = "usage"
"""The part of the view that is the Usage tab."""
HIGHLIGHT = "highlight"
"""The library that colours code, for the pages that have code."""
SEARCH = "search"
"""The part of the view that searches the transcript."""
ENTRY_MENU = "entry-menu"
"""The part of the view that copies an entry and writes notes."""
EXPORT_MENU = "export-menu"
"""The part of the view that saves the run from the page."""
OFFLINE_LIBRARIES = (
    MATH,
    TABLE,
    HIGHLIGHT,
    KEYMAP,
    PRESENTER,
    TIMELINE,
    TOOLS,
    USAGE,
    SEARCH,
    ENTRY_MENU,
    EXPORT_MENU,
)
"""Those that a page without Python carries."""
LANGUAGES = ("de", "ja")
"""Languages of the view beside English; the words of each are a library."""
WORDS_PREFIX = "words-"
LIBRARIES = (*OFFLINE_LIBRARIES, EVENTS, FORM, *(WORDS_PREFIX + language for language in LANGUAGES))
TOOL_VIEW_PREFIX = "view:"
"""Begins the name of a library that is a user's view of a tool's results; the tool's name follows."""

_WITH_VIEW = """\
const load = (source) => import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
export default async () => {
  const [view, other] = await Promise.all(SOURCES.map(load));
  return other.default(view)();
};
"""
"""The code of a view that is a function of a run's, as ``js/src/loader.ts`` has it for Jupyter."""


def view(name: str = VIEW) -> str:
    """Give the source of a view."""
    return _read(f"{name}.js")


def loader() -> str:
    """Give the source of what a widget carries where the view is a model of its own."""
    return _read("loader.js")


def stylesheet(name: str = VIEW) -> str:
    """Give a view's style sheet; that of another than a run's is what it has besides."""
    return _read(f"{name}.css")


def alone(name: str) -> dict[str, str]:
    """Give what shows a view where no other model can be found: its code and style with all that it needs."""
    if name == VIEW:
        return {"_esm": view(), "_css": stylesheet()}
    sources = json.dumps([view(), view(name)])
    return {"_esm": _WITH_VIEW.replace("SOURCES", sources), "_css": stylesheet() + stylesheet(name)}


def library(name: str) -> str:
    """Give the source of a library. Raises ``ValueError`` or ``LookupError`` for a name that is none."""
    if name.startswith(TOOL_VIEW_PREFIX):
        return tool_views.module(name.removeprefix(TOOL_VIEW_PREFIX))
    if name not in LIBRARIES:
        raise ValueError(f"The view has no library named {name!r}; there are {', '.join(LIBRARIES)}.")
    return _read(f"{name}.js")


@cache
def _read(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")
