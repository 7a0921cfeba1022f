"""Streams of LangGraph's graphs and LangChain's agents that a user began."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator, Iterable, Mapping
from typing import Any

from typing_extensions import Self

from ...agents.approvals import Decision
from .. import events
from ..base import Ability, Adapter, Options
from ..events import RunEvent
from ..iterator import IteratorAdapter
from .graph_adapter import GraphAdapter
from .graph_input import input_items
from .graph_run import GraphRun
from .shapes import StreamFacts, facts_of, is_graph_stream, is_part
from .thread import has_checkpointer


class GraphStreamAdapter(GraphAdapter, IteratorAdapter):
    """What ``stream``, ``astream`` or ``astream_events`` gives, in any mode and version, or parts of it.

    Where its frame tells graph and thread (LangGraph keeps that to itself, so it may change), the widget
    answers interrupts and goes on in the thread. https://docs.langchain.com/oss/python/langgraph/streaming
    """

    abilities: tuple[Ability, ...] = ("stop",)

    def __init__(self, source: Any) -> None:
        facts = facts_of(source)
        super().__init__(source, facts)
        self.input = input_items(facts.input)
        self._following = _following_run(facts, self)
        if self._following is not None:
            self.abilities = ("stop", "approve", "edit_arguments")
            self.next_agent = self._following.next_agent
            self.options = self._following.options

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether it is a graph's stream, or a list of what one gave."""
        if isinstance(source, (list, tuple)):
            return bool(source) and is_part(source[0])
        return is_graph_stream(source)

    @classmethod
    def create(cls, source: Any, options: Options) -> Self:
        """Make the adapter."""
        return cls(source)

    @classmethod
    def reads(cls, event: Any) -> bool:
        """Whether it is an item of a graph's stream."""
        return is_part(event)

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read the stream. One of the third version that was not awaited is awaited here."""
        if inspect.iscoroutine(self.source):
            self.source = await self.source
        try:
            async for item in super().events():
                yield item
            self._was_read_to_end = True
        except Exception as error:
            if type(error).__name__ != "GraphDrained":  # its program asked it to end
                raise
            self._was_drained = True
        finally:
            await _abort(self.source)
            if self._following is not None:
                await self._following.find_end()

    def late_events(self) -> Iterable[RunEvent]:
        """Give what the end tells, and what the graph waits for."""
        if self._following is not None and self.reader.interrupts:
            yield from self._following.late_events()
            return
        yield from super().late_events()
        for interrupt in self.reader.interrupts.values():
            yield events.notice(
                f"The graph waits for an answer to {interrupt.value!r:.2000}. Give it with "
                "Command(resume=...) and watch that stream, or let watch(graph, ...) run the graph: it asks."
            )

    def interruptions(self) -> Mapping[str, Any]:
        """Give what the graph waits for, if it can be answered."""
        return {} if self._following is None else self._following.interruptions()

    def resume_with(self, decisions: Mapping[str, Decision]) -> Adapter:
        """Go on in the stream's thread."""
        if self._following is None:
            return super().resume_with(decisions)
        return self._following.resume_with(decisions)

    def history(self) -> list[Any]:
        """Give where the run ended in its thread."""
        return [] if self._following is None else self._following.history()


def _following_run(facts: StreamFacts, adapter: GraphStreamAdapter) -> GraphRun | None:
    """Give the run that goes on from a stream, if the graph and its thread are known."""
    graph, config = facts.graph, facts.config
    if not has_checkpointer(graph) or not config["configurable"].get("thread_id"):
        return None
    options = {"config": config}
    if facts.context is not None:
        options["context"] = facts.context
    return GraphRun(graph, None, config, context=facts.context, options=options, reader=adapter.reader)


async def _abort(run: Any) -> None:
    """End a run of the third version, which goes on when nobody reads it."""
    if abort := getattr(run, "abort", None):
        aborting = abort()
        if inspect.isawaitable(aborting):
            await asyncio.shield(aborting)
