"""Events of ``astream_events(version="v2")``: LangChain's own, of graphs and of plain runnables.

https://reference.langchain.com/python/langchain_core/runnables/#langchain_core.runnables.base.Runnable.astream_events
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...transcript.fields import field, text_field
from ..events import RunEvent
from .graph_reader import GraphReader
from .langchain_messages import kind_of
from .shapes import Part


class LangChainEvents:
    """Reads them with the reader of a graph's parts."""

    def __init__(self, reader: GraphReader) -> None:
        self._reader = reader
        self._call_ids: dict[str, str] = {}
        """The call that a tool's run is of, by its run id."""

    def read(self, event: Mapping[str, Any]) -> list[RunEvent]:
        """Give what an event means."""
        handler = _HANDLERS.get(event["event"])
        out: list[RunEvent] = []
        if handler is not None:
            handler(self, out, event, event.get("metadata") or {}, event["data"])
        return out

    def _on_chunk(self, out: list[RunEvent], event: Any, metadata: Any, data: Any) -> None:
        chunk = field(data, "chunk")
        if kind_of(chunk) == "ai":
            self._reader.models.read_chunk(out, chunk, metadata, ())

    def _on_message(self, out: list[RunEvent], event: Any, metadata: Any, data: Any) -> None:
        message = field(data, "output")
        if kind_of(message) == "ai":
            place = self._reader.places.place_of(metadata, ())
            self._reader.models.read_whole(out, message, place)

    def _on_tool_start(self, out: list[RunEvent], event: Any, metadata: Any, data: Any) -> None:
        run_id = text_field(event, "run_id")
        path = _path(metadata)
        call = self._reader.places.call_of_task(_task_of(path))
        call_id = text_field(data, "tool_call_id") or (call.id if call is not None else run_id)
        scope = self._reader.places.scope_of(path[:-1])
        name = text_field(event, "name")
        self._call_ids[run_id] = call_id
        self._reader.tools.begins(out, call_id, name, field(data, "input"), scope)

    def _on_tool_end(self, out: list[RunEvent], event: Any, metadata: Any, data: Any) -> None:
        call_id = self._call_ids.get(text_field(event, "run_id"), "")
        scope = self._reader.places.scope_of(_path(metadata)[:-1])
        self._reader.tools.ends(out, call_id, field(data, "output"), scope)

    def _on_tool_error(self, out: list[RunEvent], event: Any, metadata: Any, data: Any) -> None:
        error = field(data, "error")
        call_id = self._call_ids.get(text_field(event, "run_id"), "")
        if type(error).__name__ != "GraphInterrupt":  # a tool that waits looks like one that fails
            scope = self._reader.places.scope_of(_path(metadata)[:-1])
            self._reader.tools.fails(out, call_id, str(error), scope)

    def _on_node_start(self, out: list[RunEvent], event: Any, metadata: Any, data: Any) -> None:
        path = _path(metadata)
        if path and text_field(event, "name") == text_field(metadata, "langgraph_node"):
            task = {"id": _task_of(path), "name": event["name"], "input": field(data, "input")}
            self._reader.read(out, Part(path[:-1], "tasks", task))

    def _on_node_end(self, out: list[RunEvent], event: Any, metadata: Any, data: Any) -> None:
        path = _path(metadata)
        if path and text_field(event, "name") == text_field(metadata, "langgraph_node"):
            update = {event["name"]: field(data, "output")}
            self._reader.read(out, Part(path[:-1], "updates", update))
        elif not event.get("parent_ids"):
            self._reader.last_state = field(data, "output")

    def _on_chain_stream(self, out: list[RunEvent], event: Any, metadata: Any, data: Any) -> None:
        chunk = field(data, "chunk")
        if not event.get("parent_ids") and isinstance(chunk, Mapping) and "__interrupt__" in chunk:
            self._reader.add_interrupts(chunk["__interrupt__"])

    def _on_custom(self, out: list[RunEvent], event: Any, metadata: Any, data: Any) -> None:
        self._reader.read(out, Part(_path(metadata)[:-1], "custom", data))


_HANDLERS = {
    "on_chat_model_stream": LangChainEvents._on_chunk,
    "on_chat_model_end": LangChainEvents._on_message,
    "on_tool_start": LangChainEvents._on_tool_start,
    "on_tool_end": LangChainEvents._on_tool_end,
    "on_tool_error": LangChainEvents._on_tool_error,
    "on_chain_start": LangChainEvents._on_node_start,
    "on_chain_end": LangChainEvents._on_node_end,
    "on_chain_stream": LangChainEvents._on_chain_stream,
    "on_custom_event": LangChainEvents._on_custom,
}


def _path(metadata: Any) -> tuple[str, ...]:
    told = text_field(metadata, "langgraph_checkpoint_ns")
    return tuple(told.split("|")) if told else ()


def _task_of(path: tuple[str, ...]) -> str:
    return path[-1].rpartition(":")[2] if path else ""
