"""What a graph's stream says of model calls: messages, in pieces and whole."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from ...transcript.fields import field, list_field, text_field
from .. import events
from ..events import RunEvent
from .langchain_messages import (
    KnownMessages,
    calls_of,
    is_handoff_back,
    kind_of,
    model_of,
    pieces_of,
    tokens_of,
    tokens_of_usage,
)
from .scopes import ModelCall, Place, Places, ToolCall
from .tool_calls import ToolCalls

_CHUNK_FIELDS = (
    "id",
    "content",
    "additional_kwargs",
    "tool_call_chunks",
    "usage_metadata",
    "response_metadata",
    "chunk_position",
)
_get_chunk_fields = attrgetter(*_CHUNK_FIELDS)


class ModelCalls:
    """The model calls of a run, by the ids of their messages. Its methods add what is news to a list.

    A message comes in pieces, again whole after its node, and again in each later state: it is told by its
    id, and read once.
    """

    def __init__(self, places: Places, tools: ToolCalls) -> None:
        self._places = places
        self._tools = tools
        self._open: dict[str, ModelCall] = {}
        self._known = KnownMessages()
        """Messages that were read, or that the run began with."""
        self._without_arguments: dict[str, ModelCall] = {}
        """Model calls whose tool calls came in pieces, by message id: the whole message has the arguments."""
        self.has_shown = False
        """Whether anything was read."""

    def open_call(self, message_id: str) -> ModelCall | None:
        """Give the model call under way that writes a message."""
        return self._open.get(message_id)

    # In pieces

    def read_chunk(
        self, out: list[RunEvent], chunk: Any, metadata: Mapping[str, Any], namespace: tuple[str, ...]
    ) -> None:
        """Read one piece of a message: nearly all of a stream, so this is written to cost little."""
        message_id, content, extra, call_pieces, usage, told, position = _fields_of_chunk(chunk)
        message_id = message_id or text_field(metadata, "langgraph_checkpoint_ns")
        call = self._open.get(message_id)
        if call is None:
            if message_id in self._known:
                return
            place = self._places.place_of(metadata, namespace)
            call = self.begin(out, message_id, place, text_field(metadata, "ls_model_name"))
        if type(content) is str and not extra:
            if content:
                self.add_text(out, call, content)
        else:
            for piece in pieces_of(chunk):
                add = self.add_text if piece.kind == "text" else self.add_reasoning
                add(out, call, piece.text, piece.block)
        for piece in call_pieces or ():
            self.add_call_piece(
                out,
                call,
                index=field(piece, "index"),
                call_id=text_field(piece, "id"),
                name=text_field(piece, "name"),
                arguments=text_field(piece, "args"),
            )
        if usage:
            call.tokens = call.tokens.plus(tokens_of_usage(usage))
        if told:
            call.model = model_of(chunk) or call.model
        if position == "last":
            self.end(out, call)

    def begin(self, out: list[RunEvent], message_id: str, place: Place, model: str = "") -> ModelCall:
        """A model begins to answer. Beside another that is under way it is shown as a branch."""
        scope = place.scope
        for other in list(scope.open.values()):
            if other.place.namespace == place.namespace and other.place.step < place.step:
                self.end(out, other)  # of a version that does not mark the last piece
        branch = message_id if scope.open else ""
        self._tools.settle(out, scope, place.agent)
        if branch or place.agent != scope.agent:
            scope.agent = place.agent if not branch else scope.agent
            out.append(scope.wrap(events.agent_started(place.agent), branch))
        out.append(scope.wrap(events.model_call_started(model), branch))
        call = ModelCall(message_id, scope, place, branch, model)
        self._open[message_id] = scope.open[message_id] = call
        self.has_shown = True
        return call

    def add_text(self, out: list[RunEvent], call: ModelCall, text: str, index: str = "") -> None:
        """More of the message."""
        call.has_text = True
        event = events.message_delta(text, call.id + index)
        out.append(event if call.scope.call is None and not call.branch else self._wrap(call, event))

    def add_reasoning(self, out: list[RunEvent], call: ModelCall, text: str, index: str = "") -> None:
        """More of the reasoning."""
        call.has_text = True
        out.append(self._wrap(call, events.reasoning_delta(text, call.id + index)))

    def add_call_piece(
        self, out: list[RunEvent], call: ModelCall, *, index: Any, call_id: str, name: str, arguments: str
    ) -> None:
        """More of a tool call. Its first piece has id and name; the others have its index, or follow it."""
        tool = call.last_call if index is None and not call_id else call.calls.get(index)
        if tool is None or (call_id and tool.id != call_id):  # some servers number every call 0
            tool = ToolCall(call_id or f"{call.id}:{index}", name, call.scope, call.branch, call.place.agent)
            call.calls[index if index is not None else tool.id] = tool
            self._tools.add(tool)
            out.append(self._wrap(call, events.tool_call_started(tool.id, name)))
        call.last_call = tool
        tool.name = tool.name or name
        if arguments:
            tool.has_pieces = True
            out.append(self._wrap(call, events.tool_arguments_delta(tool.id, arguments)))

    def end(self, out: list[RunEvent], call: ModelCall) -> None:
        """A model has answered: its tool calls go to their tools."""
        for tool in call.calls.values():
            self._tools.written(out, tool)
            if tool.arguments is None:
                self._without_arguments[call.id] = call
        tokens = call.tokens
        done = events.model_call_done(
            call.model,
            input_tokens=tokens.input,
            output_tokens=tokens.output,
            cached_tokens=tokens.cached,
            reasoning_tokens=tokens.reasoning,
        )
        out.append(self._wrap(call, done))
        self._known.add(call.id)
        self._open.pop(call.id, None)
        call.scope.open.pop(call.id, None)

    def end_all(self, out: list[RunEvent]) -> None:
        """The stream has ended: a version that does not mark the last piece leaves a call open."""
        for call in list(self._open.values()):
            self.end(out, call)

    # Whole

    def read_whole(self, out: list[RunEvent], message: Any, place: Place) -> None:
        """Read a whole message: what did not come in pieces is news."""
        message_id = text_field(message, "id")
        call = self._open.get(message_id)
        if call is None:
            if message_id in self._without_arguments:
                self._take_calls(self._without_arguments.pop(message_id), message)
            if self._known.has(message) or is_handoff_back(message):
                return
            call = self.begin(out, message_id, place, model_of(message))
        if not call.has_text:
            for piece in pieces_of(message):
                done = events.message_done if piece.kind == "text" else events.reasoning_done
                out.append(self._wrap(call, done(piece.text, call.id + piece.block)))
        self._take_calls(call, message)
        call.tokens = tokens_of(message) or call.tokens
        call.model = model_of(message) or call.model
        self.end(out, call)

    def _take_calls(self, call: ModelCall, message: Any) -> None:
        written = {tool.id: tool for tool in call.calls.values()}
        for whole in calls_of(message):
            call_id = text_field(whole, "id")
            tool = written.get(call_id)
            if tool is None:
                tool = ToolCall(call_id, text_field(whole, "name"), call.scope, call.branch, call.place.agent)
                call.calls[call_id] = tool
                self._tools.add(tool)
            tool.arguments = field(whole, "args", {})

    def skip(self, message: Any) -> None:
        """Leave out a message, and its tool calls: the run began with it."""
        if kind_of(message) == "tool":
            self._tools.skip(message)
        elif kind_of(message) == "ai" and text_field(message, "id") not in self._open:
            message_id = text_field(message, "id")
            if message_id not in self._known:
                self._known.add(message_id)
                for call in list_field(message, "tool_calls"):
                    self._tools.forget(text_field(call, "id"))

    def _wrap(self, call: ModelCall, event: RunEvent) -> RunEvent:
        return call.scope.wrap(event, call.branch)


def _fields_of_chunk(chunk: Any) -> tuple[Any, ...]:
    """Give the fields of a chunk at once: all attributes, nearly always."""
    try:
        return tuple(_get_chunk_fields(chunk))
    except AttributeError:  # a dict, or of a version without one of them
        return tuple(field(chunk, name) for name in _CHUNK_FIELDS)
