"""The tool calls of a raw chat stream: their pieces joined, as our own chat model joins them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field as dataclass_field
from typing import Any

from ..agents.models.chatcmpl_call_joining import CallPiece, call_of, is_whole_object, name_of_next, repeats
from ..transcript.fields import as_text, field, is_a, text_field
from . import events

_UNNAMED = "tool"


@dataclass
class _Call:
    """A call of which some pieces have come."""

    server_index: int | str | None
    name: str
    server_id: str = ""
    named_again: bool = False
    pieces: list[str] = dataclass_field(default_factory=list)
    call_id: str = ""
    """Its id in the view, once it is shown there."""

    @property
    def arguments(self) -> str:
        return "".join(self.pieces)

    @property
    def is_whole(self) -> bool:
        return is_whole_object(self.pieces)


class ChatCalls:
    """Reads the ``tool_calls`` of deltas, in every server's dialect, but for calls of ``hidden`` names."""

    def __init__(self, hidden: frozenset[str] = frozenset()) -> None:
        self._calls: list[_Call] = []
        self._hidden = hidden

    def read(self, calls: Any) -> Iterator[events.RunEvent]:
        """Give what the pieces in a delta say. A call is shown when its name is known."""
        for sent in calls if is_a(calls, (list, tuple)) else [calls]:
            if sent is not None:
                yield from self._add(_piece_of(sent))

    def finish(self) -> Iterator[events.RunEvent]:
        """Show the calls whose names did not come."""
        for call in self._calls:
            if not call.call_id and call.pieces:
                yield from self._show(call, _UNNAMED)

    def _add(self, piece: CallPiece) -> Iterator[events.RunEvent]:
        call = call_of(self._calls, piece)
        if call is None:
            call = _Call(piece.index, name_of_next(self._calls, piece))
            self._calls.append(call)
        if repeats(call, piece):
            return
        call.server_id = call.server_id or piece.id
        call.name = call.name or piece.name
        if piece.arguments:
            call.pieces.append(piece.arguments)
        if call.call_id:
            yield events.tool_arguments_delta(call.call_id, piece.arguments)
        elif call.name and call.name not in self._hidden:
            yield from self._show(call, call.name)

    def _show(self, call: _Call, name: str) -> Iterator[events.RunEvent]:
        # Some servers give one id to all calls.
        is_taken = any(other.call_id == call.server_id for other in self._calls)
        call.call_id = f"call_{len(self._calls)}" if is_taken or not call.server_id else call.server_id
        yield events.tool_call_started(call.call_id, name)
        if call.pieces:
            yield events.tool_arguments_delta(call.call_id, call.arguments)


def _piece_of(sent: Any) -> CallPiece:
    function = field(sent, "function") or field(sent, "custom") or sent
    index, call_id = field(sent, "index"), field(sent, "id")
    arguments = as_text(field(function, "arguments")) or text_field(function, "input")
    return CallPiece(
        index if isinstance(index, (int, str)) else None,
        "" if call_id is None else str(call_id),
        text_field(function, "name"),
        arguments,
        is_custom=False,
        sent=_NOTHING,
    )


_NOTHING: Mapping[str, Any] = {}
