"""Iterators that say nothing of themselves: their events tell which adapter reads them."""

from __future__ import annotations

import contextlib
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Collection,
    Iterable,
    Iterator,
    Mapping,
)
from typing import Any

from typing_extensions import Self

from ..transcript.fields import field
from ..transcript.run_events import is_known_event
from .ag_ui.adapter import AgUiAdapter
from .base import Options, RunOutcome
from .chat_completions import ChatCompletionsAdapter
from .checks import describe_type
from .claude_agent import ClaudeAgentAdapter
from .events import RunEvent, notice
from .google_adk import GoogleAdkAdapter
from .iterator import WRITE_ADAPTER, IteratorAdapter, close_stream, iterate
from .langgraph import GraphStreamAdapter
from .pydantic_ai.iterator import EventIteratorAdapter
from .smolagents import SmolagentsAdapter

BY_EVENT: tuple[type[IteratorAdapter], ...] = (
    ChatCompletionsAdapter,
    EventIteratorAdapter,
    GraphStreamAdapter,
    AgUiAdapter,
    GoogleAdkAdapter,
    SmolagentsAdapter,
    ClaudeAgentAdapter,
)
"""Asked in this order of each event until one ``reads`` it, and then reads the rest of the stream."""
_MAY_PRECEDE = 3
"""Events that nobody knows before it is said: some servers begin with one of their own, such as a ping."""
_MOST_UNKNOWN = 1_000
"""Events of which none is known before the stream is left: it may have no end."""


class AnyIteratorAdapter(IteratorAdapter):
    """Events of a run, of ours, of the Responses API, or of a framework in ``BY_EVENT``.

    What nobody knows stands in the Events tab, and a notice says how to show more of it.
    """

    def __init__(self, source: Any) -> None:
        super().__init__(source)
        self._reader: IteratorAdapter | None = None
        self._is_known = False
        """Whether an event was one of a run."""
        self._unknown: list[Any] = []
        """The first events, while none is known."""
        self._count = 0
        """Events that were read, while none is known."""
        self._has_told = False

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether it is an iterator, or a list of events."""
        return isinstance(source, (AsyncIterable, Iterator, list, tuple))

    @classmethod
    def create(cls, source: Any, options: Options) -> Self:
        """Make the adapter. Raises ``TypeError`` for a list without an event, ``ValueError`` for an empty."""
        if isinstance(source, (list, tuple)) and not source:
            raise ValueError(
                f"watch() got an empty {type(source).__name__}: there is no event of a run in it to show."
            )
        if isinstance(source, (list, tuple)) and not any(map(_is_event, source)):
            of = "1 event" if len(source) == 1 else f"{len(source):,} events"
            raise TypeError(
                f"watch() got a {type(source).__name__} of {of}, and none is an event of an agent's run: "
                f"the first is {describe_type(source[0])}. {_hint(source[0])}"
            )
        return cls(source)

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read the iterator: from the first event that an adapter of ``BY_EVENT`` knows, by that adapter."""
        iterator = iterate(self.source)
        try:
            async for event in iterator:
                if not self._is_known and (kind := _reader_of(event)) is not None:
                    self._reader = kind(_put_back(event, iterator))
                    break
                self._count += 1
                yield event
                if self._is_left:
                    break
            if self._reader is not None:
                async with contextlib.aclosing(self._reader.events()) as rest:
                    async for event in rest:
                        yield event
        finally:
            if self._reader is not None:
                self.result = self._reader.result
            await close_stream(iterator)
            await close_stream(self.source)

    def translate(self, event: Any) -> Iterable[Any]:
        """Have the framework's adapter translate; an event of a run is one as it is."""
        if self._reader is not None:
            return self._reader.translate(event)
        if self._is_known or is_known_event(event):
            self._is_known = True
            return (event,)
        if len(self._unknown) < _MAY_PRECEDE:
            self._unknown.append(event)
        return self._notices(_MAY_PRECEDE)

    def late_events(self) -> Iterable[Any]:
        """Say at the end that nothing of it was known, if that was not said before, or that it was left."""
        if self._reader is not None:
            yield from self._reader.late_events()
            return
        yield from self._notices(1)
        if self._count == 0:
            yield notice("The stream ended, and no event was in it.")
        if self._is_left:
            yield notice(f"It was left after {_MOST_UNKNOWN:,} events, of which none is known.")

    @property
    def outcome(self) -> RunOutcome:
        """How the run ended, by the framework's adapter."""
        return "done" if self._reader is None else self._reader.outcome

    @property
    def begun_calls(self) -> Collection[str] | None:
        """The calls that have begun, by the framework's adapter."""
        return None if self._reader is None else self._reader.begun_calls

    @property
    def call_errors(self) -> Mapping[str, BaseException] | None:
        """What calls raised, by the framework's adapter."""
        return None if self._reader is None else self._reader.call_errors

    def stop(self, *, after_turn: bool) -> bool:
        """Ask the run to end, by the framework's adapter."""
        return self._reader is not None and self._reader.stop(after_turn=after_turn)

    @property
    def _is_left(self) -> bool:
        return not self._is_known and self._count >= _MOST_UNKNOWN

    def _notices(self, least: int) -> Iterator[RunEvent]:
        """Say once that no event is known, of at least so many."""
        if self._has_told or self._is_known or len(self._unknown) < least:
            return
        self._has_told = True
        yield notice(
            "watch() does not know the events of this stream: "
            f"the first is {describe_type(self._unknown[0])}. "
            f"They stand in the Events tab as they came. {_hint(self._unknown[0])}"
        )


def _reader_of(event: Any) -> type[IteratorAdapter] | None:
    return next((kind for kind in BY_EVENT if kind.reads(event)), None)


def _is_event(event: Any) -> bool:
    return is_known_event(event) or _reader_of(event) is not None


def _hint(first: Any) -> str:
    """Say what to do about a stream of which nothing can be shown."""
    is_item = field(first, "raw_item") is not None or field(first, "role") is not None
    return "These are items of a run: give watch() the result that has them." if is_item else WRITE_ADAPTER


async def _put_back(event: Any, rest: AsyncIterator[Any]) -> AsyncIterator[Any]:
    yield event
    async for each in rest:
        yield each
