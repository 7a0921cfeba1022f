"""Runs the story, finds out which features its view has, and writes the matrix of ``docs/sources.md``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from stories import TELLINGS
from story import (
    BOOKED_NEAR,
    BOOKER,
    EDITED,
    ENDLESS,
    FEATURES,
    FOLLOW_UP,
    HISTORY,
    SAID,
    TOMORROW,
    WEATHER,
    Feature,
    Telling,
    View,
    booked,
)

from agents_widget import AgentWidget
from agents_widget.transcript.schema import Entry

DOCS = Path(__file__).parents[2] / "docs" / "sources.md"
BEGIN, END = "<!-- printed by tests/sources/print_matrix.py -->", "<!-- end of what is printed -->"


class Told(NamedTuple):
    """What a source's story left in the view."""

    entries: list[Entry]
    features: frozenset[Feature]


async def tell(telling: Telling) -> Told:
    """Let a source tell the story, with somebody at the view, and see what the view has of it."""
    view = View(telling.lacks)
    async with telling.begin(view) as widget:
        view.widget = widget
        await _watch_to_the_end(view, widget)
        entries = widget.transcript.entries
        features = view.observed | _features(widget, entries)
    if await _can_be_stopped(telling):
        features.add("stop")
    return Told(entries, frozenset(features))


async def _watch_to_the_end(view: View, widget: AgentWidget) -> None:
    """Do what a person at the view would do: approve, say something, ask on."""
    if await widget.wait_for("waiting", "done", "failed", "cancelled") == "waiting":
        [waiting] = widget.interruptions
        if "say" in widget.transcript.abilities:
            widget.say(SAID)
        widget.approve(waiting, EDITED if "edit_arguments" in widget.transcript.abilities else None)
        view.observed.add("approve")
    await widget
    if "say" in widget.transcript.abilities:  # between two runs
        await widget.ask(FOLLOW_UP)


def _features(widget: AgentWidget, entries: Sequence[Entry]) -> set[Feature]:
    """The features that the view of a run has after its end."""
    by_tool = {entry.tool: entry for entry in entries}
    said = [(entry.kind, entry.text) for entry in entries]
    nested = [entry.parent for entry in entries if entry.text == HISTORY]
    features: dict[Feature, bool] = {
        "results as objects": _value(widget, "weather") is WEATHER,
        "nesting": bool(nested)
        and nested == [entry.id for entry in entries if entry.tool == "ask_historian"],
        "lanes": any(lane.name == BOOKER and lane.parent is None for lane in widget.transcript.lanes),
        "usage": widget.usage["input_tokens"] > 0 and widget.usage["output_tokens"] > 0,
        "edit": _value(widget, "book") == booked(**EDITED)
        and json.loads(by_tool["book"].arguments) == EDITED,
        "say": ("user", SAID) in said and ("message", BOOKED_NEAR) in said,
        "follow-up": said[-2:] == [("user", FOLLOW_UP), ("message", TOMORROW)],
    }
    return {feature for feature, has in features.items() if has}


def _value(widget: AgentWidget, tool: str) -> object:
    return widget.tools[tool].calls[0].value if tool in widget.tools else None


async def _can_be_stopped(telling: Telling) -> bool:
    """Whether a run that would not end is cancelled when it is stopped, and keeps what it had."""
    view = View(telling.lacks)
    async with telling.begin_endless(view) as widget:
        view.widget = widget
        await view.wait("text", lambda entries: any(entry.text == ENDLESS for entry in entries))
        if "stop" not in widget.transcript.abilities:
            return False
        widget.stop()
        status = await widget.wait_for("done", "failed", "cancelled")
        message = widget.transcript.entries[-1]
        return status == "cancelled" and (message.text, message.state) == (ENDLESS, "cancelled")


def table(features: Mapping[str, frozenset[Feature]]) -> str:
    """The matrix in Markdown, by the features that each source has, and why it lacks the others."""
    head = ["source", *FEATURES]
    rows = [
        [telling.source, *("yes" if each in features[telling.source] else "no" for each in FEATURES)]
        for telling in TELLINGS
    ]
    lines = [f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows]]
    reasons = [
        f"- {telling.source}, {feature}: {telling.lacks[feature]}"
        for telling in TELLINGS
        for feature in FEATURES
        if feature in telling.lacks
    ]
    return "\n".join([*lines, "", *(["Why not:", "", *reasons] if reasons else [])]).rstrip()


def printed() -> str:
    """What ``docs/sources.md`` has between its markers."""
    text = DOCS.read_text(encoding="utf-8")
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)].strip()


def print_table(features: Mapping[str, frozenset[Feature]]) -> None:
    """Write the matrix between the markers of ``docs/sources.md``."""
    text = DOCS.read_text(encoding="utf-8")
    before, after = text[: text.index(BEGIN) + len(BEGIN)], text[text.index(END) :]
    DOCS.write_text(f"{before}\n\n{table(features)}\n\n{after}", encoding="utf-8")
