"""Iterators of AG-UI's events, of any kind: objects, dicts, or server-sent events in text, bytes or lines."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Collection, Iterable
from typing import Any

from ..base import RunOutcome
from ..events import RunEvent
from ..iterator import IteratorAdapter
from .reading import Reading
from .wire import decoded, is_event, is_wire_text


class AgUiAdapter(IteratorAdapter):
    """A run that somebody else asked for: ``watch(adapter.run_stream())``, or lines of a response."""

    def __init__(self, source: Any) -> None:
        super().__init__(source)
        self._reading = Reading()

    @classmethod
    def reads(cls, event: Any) -> bool:
        """Whether an event, or a piece of text, is of AG-UI."""
        return is_wire_text(event) if isinstance(event, (str, bytes)) else is_event(event)

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read the events as they came; out of text, as dicts. Raises what ended the run."""
        async with contextlib.aclosing(self._reading.follow(decoded(super().events()))) as events:
            async for event in events:
                yield event
        self.result = self._reading.result

    def translate(self, event: Any) -> Iterable[RunEvent]:
        """Give what an event means."""
        return self._reading.translate(event)

    @property
    def outcome(self) -> RunOutcome:
        """How the run ended."""
        return self._reading.outcome

    @property
    def begun_calls(self) -> Collection[str]:
        """The calls whose tools have begun."""
        return self._reading.begun_calls
