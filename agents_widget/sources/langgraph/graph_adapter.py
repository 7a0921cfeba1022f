"""What the adapters of a graph's runs have in common: the reader of its parts, and what that knows."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from .. import events
from ..base import Adapter, RunOutcome
from ..events import RunEvent
from .graph_reader import GraphReader
from .langchain_events import LangChainEvents
from .shapes import StreamFacts, is_langchain_event, parts_of

STATE_LIMIT = 20_000
"""Characters that are shown of the state of a graph that has no messages."""


class GraphAdapter(Adapter):
    """A run of a graph, by the items of its stream. ``facts`` are what is known of that."""

    def __init__(self, source: Any, facts: StreamFacts, reader: GraphReader | None = None) -> None:
        super().__init__(source)
        self.facts = facts
        self.reader = reader or GraphReader(str(getattr(facts.graph, "name", None) or ""))
        self._langchain_events = LangChainEvents(self.reader)
        self._was_drained = False
        self._was_read_to_end = False
        """Whether the stream has ended by itself: not by an error, nor since nobody reads on."""

    def translate(self, event: Any) -> Iterable[RunEvent]:
        """Give what an item of the stream means."""
        if type(event) is dict and is_langchain_event(event):
            return self._langchain_events.read(event)
        meaning: list[RunEvent] = []
        for part in parts_of(event, self.facts):
            self.reader.read(meaning, part)
        return meaning

    def late_events(self) -> Iterable[RunEvent]:
        """Give what the end tells: messages that nothing marked as whole; of a graph without, its state."""
        yield from self.reader.finish(was_cut_off=not self._was_read_to_end)
        state = self.reader.last_state
        if not self.reader.models.has_shown and state is not None and not self.reader.interrupts:
            yield events.agent_started(str(getattr(self.facts.graph, "name", None) or "graph"))
            yield events.message_done(_shown(state))

    @property
    def result(self) -> Any:
        """The graph's last state, or its last update where the stream has no states."""
        return self.reader.last_state

    @property
    def outcome(self) -> RunOutcome:
        """Cancelled, if it was drained or still waits for an answer."""
        return "cancelled" if self._was_drained or self.reader.interrupts else "done"

    @property
    def begun_calls(self) -> Collection[str] | None:
        """The calls whose tools have begun, if the stream's modes tell."""
        return self.reader.tools.begun

    @property
    def call_errors(self) -> Mapping[str, BaseException] | None:
        """What tools raised, if the stream's modes tell."""
        return self.reader.tools.errors


def _shown(state: Any) -> str:
    """Give the state of a graph that has no messages, or what a function gave, as Markdown."""
    if isinstance(state, str):
        return state[:STATE_LIMIT]
    return f"```json\n{json.dumps(state, default=str, ensure_ascii=False, indent=2)[:STATE_LIMIT]}\n```"
