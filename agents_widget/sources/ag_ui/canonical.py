"""Older and shorter ways of writing events, rewritten as AG-UI 1.0 writes them at length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ...transcript.fields import field, text_field
from .wire import Event

_THINKING = {
    "THINKING_TEXT_MESSAGE_START": "REASONING_MESSAGE_START",
    "THINKING_TEXT_MESSAGE_CONTENT": "REASONING_MESSAGE_CONTENT",
    "THINKING_TEXT_MESSAGE_END": "REASONING_MESSAGE_END",
}
"""Events of 0.x, which have no ids; THINKING_START and THINKING_END say nothing that is shown."""


class _Chunks(NamedTuple):
    """A kind of thing that comes as chunks: its events at length."""

    start: str
    content: str
    end: str
    id_field: str


_CHUNKS = {
    "TEXT_MESSAGE_CHUNK": _Chunks(
        "TEXT_MESSAGE_START", "TEXT_MESSAGE_CONTENT", "TEXT_MESSAGE_END", "messageId"
    ),
    "REASONING_MESSAGE_CHUNK": _Chunks(
        "REASONING_MESSAGE_START", "REASONING_MESSAGE_CONTENT", "REASONING_MESSAGE_END", "messageId"
    ),
    "TOOL_CALL_CHUNK": _Chunks("TOOL_CALL_START", "TOOL_CALL_ARGS", "TOOL_CALL_END", "toolCallId"),
}
_BESIDE_CHUNKS = frozenset(
    {"RAW", "CUSTOM", "STATE_SNAPSHOT", "STATE_DELTA", "ACTIVITY_SNAPSHOT", "ACTIVITY_DELTA"}
)
"""Events that may come between two chunks of one thing."""


class CanonicalEvents:
    """Rewrites the events of a stream, in order.

    Chunks become a start, contents and an end. The first chunk of a thing has its id; the next belong to it
    until another id comes, or another event: https://docs.ag-ui.com/concepts/events
    """

    def __init__(self) -> None:
        self._open: dict[Any, tuple[_Chunks, str]] = {}
        """What comes as chunks, by the sub-agent that it is of."""
        self._thoughts = 0

    def read(self, event: Event) -> Iterable[Event]:
        """Give an event at length."""
        kind = event.get("type", "")
        if kind in _CHUNKS:
            return self._chunk(_CHUNKS[kind], event)
        if kind in _THINKING:
            return self._thinking(_THINKING[kind], event)
        if kind == "TOOL_CALL_START" and event.get("rawEvent"):
            return [*self._end_chunks(event), event, *_arguments_beside_name(event)]
        if self._open and kind not in _BESIDE_CHUNKS:
            return [*self._end_chunks(event), event]
        return (event,)

    def _chunk(self, chunks: _Chunks, event: Event) -> Iterator[Event]:
        agent = event.get("subagentRunId")
        open_chunks, open_id = self._open.get(agent, (None, ""))
        thing = event.get(chunks.id_field) or (open_id if open_chunks is chunks else "")
        if (chunks, thing) != (open_chunks, open_id):
            yield from self._end_chunks(event)
            self._open[agent] = (chunks, thing)
            yield {**event, "type": chunks.start, chunks.id_field: thing}
        if event.get("delta"):
            yield {**event, "type": chunks.content, chunks.id_field: thing}

    def _end_chunks(self, event: Event) -> list[Event]:
        """End what comes as chunks of the same sub-agent; all of it, if the event is about the run."""
        agent = event.get("subagentRunId")
        ended = list(self._open) if str(event.get("type", "")).startswith("RUN_") else [agent]
        pairs = [(each, self._open.pop(each)) for each in ended if each in self._open]
        return [
            {"type": chunks.end, chunks.id_field: thing, "subagentRunId": each}
            for each, (chunks, thing) in pairs
        ]

    def _thinking(self, kind: str, event: Event) -> Iterator[Event]:
        if kind == "REASONING_MESSAGE_START":
            self._thoughts += 1
        yield {**event, "type": kind, "messageId": f"thinking-{self._thoughts}"}


def _arguments_beside_name(event: Event) -> Iterator[Event]:
    """Give the arguments that came in one chunk with a call's name, which LangGraph's server leaves out.

    It is so in ag-ui-langgraph 0.0.47. The chunk is in the event of LangChain's that the start was made from.
    """
    chunk = field(field(field(event["rawEvent"], "data"), "chunk"), "tool_call_chunks")
    for piece in chunk if isinstance(chunk, list) else ():
        if text_field(piece, "id") == event["toolCallId"] and text_field(piece, "args"):
            yield {**event, "type": "TOOL_CALL_ARGS", "delta": text_field(piece, "args"), "rawEvent": None}
