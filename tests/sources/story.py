"""The story that every source tells: what happens in it, and what the view should have of it.

A run plans a day in Rome. Its model reasons, calls two tools at once of which the second fails first,
writes, asks an agent that works inside a tool, hands over to another agent, and books a hotel after somebody
at the view has approved it with other arguments. Then it is asked a next question. Another run writes
without an end, and is stopped.

To add a source: ``stories/<framework>.py`` with ``TELLINGS``, named in ``stories/__init__.py``.
``stories/own_runtime.py`` is the reference.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias, get_args

import hang

from agents_widget import AgentWidget
from agents_widget.transcript.schema import Entry

Feature: TypeAlias = Literal[
    "text",
    "reasoning",
    "streamed arguments",
    "results as objects",
    "parallel order",
    "nesting",
    "lanes",
    "usage",
    "stop",
    "approve",
    "edit",
    "say",
    "follow-up",
]
"""What a view may have of a run, and what can be asked of it: the columns of the matrix."""
FEATURES: tuple[Feature, ...] = get_args(Feature)
Pieces: TypeAlias = tuple[str, str]
"""A text as it is streamed: the view has to show the first piece before the second comes."""

GUIDE, HISTORIAN, BOOKER = "Guide", "Historian", "Booker"
PROMPT = "Plan a day in Rome."

# The guide's first model call: it reasons, and calls two tools at once.
REASONING: Pieces = ("The weather first, ", "then the trains.")
CITY: Pieces = ('{"city": ', '"Rome"}')
"""The arguments of both tools."""
WEATHER = {"city": "Rome", "celsius": 31}
"""What the tool ``weather`` gives, which ends after ``trains``; as an object if ``value is WEATHER``."""
NO_TRAINS = "No trains on Sunday."
"""What the tool ``trains`` fails with."""

# The second: it writes, and asks the historian, an agent that works inside the tool ``ask_historian``.
FORECAST: Pieces = ("It is 31 degrees ", "in Rome.")
QUESTION = {"question": "How old is the Forum?"}
HISTORY = "The Forum is old."
"""What the historian writes, and what ``ask_historian`` gives."""

# The third hands over to the booker, whose first model call books a hotel: the tool ``book`` needs approval.
BOOKING = {"hotel": "Roma", "nights": 1}
EDITED = {"hotel": "Roma", "nights": 2}
"""What it is approved with, where the source takes other arguments."""
SAID = "Near the station, please."
"""What is said while the run waits for approval, where that can be."""
BOOKED, BOOKED_NEAR = "Booked.", "Booked, near the station."
"""What the booker writes in the end, the latter if its model was told ``SAID``."""

# The next run, with the booker or the guide, whose model has to know what was asked before.
FOLLOW_UP = "And tomorrow?"
TOMORROW = "Rain tomorrow."

# The run that is stopped.
ENDLESS_PROMPT = "Tell me everything."
ENDLESS = "Once upon a time"
"""All that it writes; then it waits until it is stopped."""


def booked(hotel: str, nights: int) -> str:
    """What the tool ``book`` gives."""
    return f"{nights} nights at {hotel}"


def booker_says(model_input: object) -> str:
    """What the booker writes in the end, by the input of its model (of any shape)."""
    return BOOKED_NEAR if SAID in str(model_input) else BOOKED


def tomorrow(model_input: object) -> str:
    """What is answered to the next question, by the input of the model (of any shape)."""
    return TOMORROW if PROMPT in str(model_input) else "Tomorrow where?"


class Seen(NamedTuple):
    """An entry as the view should have it."""

    kind: str
    what: str
    """Its text, its tool, or for a handoff the agents."""
    state: str = "done"
    by: str = GUIDE
    inside: str = ""
    """The tool within which it happened."""
    needs: Feature | None = None
    """The feature without which it is not there."""


ENTRIES: tuple[Seen, ...] = (
    Seen("user", PROMPT, by=""),
    Seen("reasoning", "".join(REASONING), needs="reasoning"),
    Seen("tool_call", "weather"),
    Seen("tool_call", "trains", "failed"),
    Seen("message", "".join(FORECAST)),
    Seen("tool_call", "ask_historian"),
    Seen("message", HISTORY, by=HISTORIAN, inside="ask_historian", needs="nesting"),
    Seen("handoff", f"{GUIDE} to {BOOKER}", needs="lanes"),
    Seen("tool_call", "book", by=BOOKER),
    Seen("user", SAID, by="", needs="say"),
    Seen("message", BOOKED_NEAR, by=BOOKER),
    Seen("user", FOLLOW_UP, by="", needs="follow-up"),
    Seen("message", TOMORROW, by=BOOKER, needs="follow-up"),
)


class View:
    """The view as a scripted source sees it: the source waits until what it has sent is shown.

    So nothing depends on how fast anything is. A feature that the source lacks is not waited for.
    """

    def __init__(self, lacks: Mapping[Feature, str]) -> None:
        self.widget: AgentWidget | None = None
        self.observed: set[Feature] = set()
        """The features that were seen while the run was at work."""
        self._lacks = lacks

    async def stream(self, feature: Feature, pieces: Pieces) -> AsyncIterator[str]:
        """Give the pieces of a text (or arguments), the second once the view shows the first."""
        yield pieces[0]
        await self.wait(feature, lambda entries: is_shown(entries, pieces[0]))
        yield pieces[1]

    def stream_blocking(self, feature: Feature, pieces: Pieces) -> Iterator[str]:
        """Do as ``stream`` on a thread that is not the view's."""
        yield pieces[0]
        self.wait_blocking(feature, lambda entries: is_shown(entries, pieces[0]))
        yield pieces[1]

    async def trains_ended(self) -> None:
        """Wait until the view shows that ``trains`` has ended: for ``weather``, which ends after it."""
        await self.wait("parallel order", _trains_ended)

    def trains_ended_blocking(self) -> None:
        """Do as ``trains_ended`` on a thread that is not the view's."""
        self.wait_blocking("parallel order", _trains_ended)

    async def wait(self, feature: Feature, is_shown: Callable[[list[Entry]], bool]) -> None:
        """Wait until the view shows something, on any event loop."""
        for _ in self._until(feature, is_shown):
            await asyncio.sleep(0.005)

    def wait_blocking(self, feature: Feature, is_shown: Callable[[list[Entry]], bool]) -> None:
        """Do as ``wait`` on a thread that is not the view's."""
        for _ in self._until(feature, is_shown):
            time.sleep(0.005)

    def _until(self, feature: Feature, is_shown: Callable[[list[Entry]], bool]) -> Iterator[None]:
        if feature in self._lacks:
            return
        limit = time.monotonic() + hang.SECONDS / 4
        while self.widget is None or not is_shown(self.widget.transcript.entries):
            if time.monotonic() > limit:
                shown = None if self.widget is None else self.widget.transcript.entries
                raise TimeoutError(f"The view does not show what the source sent ({feature}): {shown}")
            yield
        self.observed.add(feature)


Begin: TypeAlias = Callable[[View], AbstractAsyncContextManager[AgentWidget]]
"""Begins a run and watches it, as a user would write it; leaving it puts away what the run needed."""


@dataclass(frozen=True)
class Telling:
    """A source that tells the story: a row of the matrix."""

    source: str
    """What the row is called, in Markdown: what a user writes."""
    begin: Begin
    begin_endless: Begin
    """Begins the run that is stopped. It may check, when it is left, that the source's own run has ended."""
    lacks: Mapping[Feature, str] = field(default_factory=lambda: MappingProxyType({}))
    """The features that the source does not have, each with a reason for the reader of the docs."""
    entries: Sequence[Seen] = ENTRIES
    """What the view should have; for a source that can tell only part of the story, that part."""

    def expected(self) -> list[Seen]:
        """What the view should have of this source; without lanes, who acted is not compared."""
        agents = "lanes" not in self.lacks
        text = {BOOKED_NEAR: BOOKED} if "say" in self.lacks else {}
        return [
            each._replace(by=each.by if agents else "", what=text.get(each.what, each.what), needs=None)
            for each in self.entries
            if each.needs not in self.lacks
        ]

    def seen(self, entries: Sequence[Entry]) -> list[Seen]:
        """What the view has, to compare with ``expected``."""
        tools = {entry.id: entry.tool for entry in entries}
        agents = "lanes" not in self.lacks
        return [
            Seen(
                entry.kind,
                _what(entry),
                entry.state,
                entry.agent if agents and entry.kind != "user" else "",
                tools[entry.parent] if entry.parent else "",
            )
            for entry in entries
        ]


def _what(entry: Entry) -> str:
    if entry.kind == "handoff":
        return f"{entry.source} to {entry.target}"
    return entry.tool if entry.kind == "tool_call" else entry.text


def is_shown(entries: list[Entry], text: str) -> bool:
    """Whether an entry's whole text, or arguments, are a text, but for spaces around it."""
    return any(text.strip() in (entry.text.strip(), entry.arguments.strip()) for entry in entries)


def _trains_ended(entries: list[Entry]) -> bool:
    states = {entry.tool: entry.state for entry in entries}
    # A source may not say that a tool has failed; it has ended all the same.
    return states.get("trains") in ("failed", "done") and states.get("weather") not in ("failed", "done")
