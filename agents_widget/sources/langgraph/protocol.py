"""Messages of ``astream_events(version="v3")``: events of content blocks.

They are ``message-start``, ``content-block-start``, ``-delta`` and ``-finish``, and ``message-finish``. Only
the first has the message's id: the others are told by the task that they come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...transcript.fields import field, text_field
from ..events import RunEvent
from .langchain_messages import as_json, kind_of, tokens_of_usage
from .model_calls import ModelCalls
from .scopes import ModelCall, Places


class MessageProtocol:
    """Reads the content-block events of a run's model calls."""

    def __init__(self, models: ModelCalls, places: Places) -> None:
        self._models = models
        self._places = places
        self._calls: dict[str, ModelCall] = {}
        """The model call under way of each task."""

    def read(
        self,
        out: list[RunEvent],
        event: Mapping[str, Any],
        metadata: Mapping[str, Any],
        namespace: tuple[str, ...],
    ) -> None:
        """Read one event."""
        key = f"{metadata.get('langgraph_checkpoint_ns')} {metadata.get('run_id')}"
        kind = event["event"]
        if kind == "message-start":
            if kind_of({"role": event.get("role", "ai")}) == "ai":
                place = self._places.place_of(metadata, namespace)
                model = text_field(metadata, "ls_model_name")
                self._calls[key] = self._models.begin(out, text_field(event, "id"), place, model)
            return
        call = self._calls.get(key)
        if call is None:
            return
        if kind == "content-block-delta":
            self._read_delta(out, call, event.get("index"), event["delta"])
        elif kind == "content-block-start":
            self._read_start(out, call, event.get("index"), event["content"])
        elif kind == "message-finish":
            call.tokens = tokens_of_usage(event.get("usage"))
            call.model = text_field(event.get("metadata"), "model_name") or call.model
            self._models.end(out, call)
            del self._calls[key]

    def _read_start(self, out: list[RunEvent], call: ModelCall, index: Any, block: Any) -> None:
        kind = text_field(block, "type")
        if kind in ("tool_call_chunk", "tool_call"):
            arguments = field(block, "args", "")
            self._models.add_call_piece(
                out,
                call,
                index=index,
                call_id=text_field(block, "id"),
                name=text_field(block, "name"),
                arguments=as_json(arguments) if arguments else "",
            )
        elif text := text_field(block, "text"):
            self._models.add_text(out, call, text, str(index))
        elif text := text_field(block, "reasoning"):
            self._models.add_reasoning(out, call, text, str(index))

    def _read_delta(self, out: list[RunEvent], call: ModelCall, index: Any, delta: Any) -> None:
        kind = text_field(delta, "type")
        if kind == "text-delta":
            self._models.add_text(out, call, text_field(delta, "text"), str(index))
        elif kind == "reasoning-delta":
            self._models.add_reasoning(out, call, text_field(delta, "reasoning"), str(index))
        elif kind == "tool-call-delta":
            arguments = text_field(delta, "args")
            self._models.add_call_piece(out, call, index=index, call_id="", name="", arguments=arguments)
