"""Puts the pieces of tool calls in a chat completion's stream together, in every server's dialect."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass

from ..exceptions import UserError
from .chatcmpl_chunk import CallPiece
from .chatcmpl_extra_fields import ExtraFields
from .response_writer import OpenItem, ResponseWriter
from .server_errors import unreadable


@dataclass
class OpenCall(OpenItem):
    """A function call while it is written; it is started when its name is known."""

    server_index: int | str | None = None
    """The index by which the server refers to the call, if it gives one."""
    server_id: str = ""
    """The id by which the server refers to the call, if it gives one."""
    buffered_arguments: str = ""
    """Arguments that came before the name."""
    named_again: bool = False
    """Whether its name came again, without arguments, after its arguments were whole."""

    @property
    def arguments(self) -> str:
        """The arguments so far."""
        return self.buffered_arguments + "".join(part.text for part in self.parts)

    @property
    def is_whole(self) -> bool:
        """Whether the arguments are a JSON object, after which nothing more can belong to them."""
        if not self._ends_with_brace():  # saves reading long arguments again for each piece
            return False
        try:
            return isinstance(json.loads(self.arguments), dict)
        except (ValueError, RecursionError):
            return False

    def _ends_with_brace(self) -> bool:
        deltas = self.parts[-1].deltas if self.parts else [self.buffered_arguments]
        last = next((delta.rstrip() for delta in reversed(deltas) if delta.strip()), "")
        return last.endswith("}")


class ToolCallAssembler:
    """The tool calls of one response: ``add`` for each piece, then ``finish``.

    By the API a piece refers to its call by ``index``. Servers leave it out or number every call 0, repeat or
    leave out ids and names, and send calls in one piece.

    Custom tool calls are left out; ``strict`` raises ``UserError`` for them. ``buffer_calls`` starts calls at
    the end of the stream only.
    """

    def __init__(
        self,
        writer: ResponseWriter,
        extra_fields: ExtraFields,
        *,
        strict: bool = False,
        buffer_calls: bool = False,
    ) -> None:
        self.calls: list[OpenCall] = []
        self._writer = writer
        self._extra_fields = extra_fields
        self._strict = strict
        self._buffer_calls = buffer_calls
        self._custom_indexes: set[int | str | None] = set()

    def __bool__(self) -> bool:
        """Whether there is any call; one of which nothing is known yet is none."""
        return any(call.name or call.buffered_arguments for call in self.calls)

    @property
    def count(self) -> int:
        """How many calls the server has begun, with those that are left out."""
        return len(self.calls) + len(self._custom_indexes)

    def add(self, piece: CallPiece) -> None:
        """Add a piece to its call, or begin a new call with it."""
        if self._is_custom(piece):
            return
        call = self._call_of(piece)
        if call is None or _begins_another(call, piece):
            name = piece.name or (call.name if call is not None else "")
            call = OpenCall("function_call", server_index=piece.index, name=name)
            self.calls.append(call)
            is_repeated = False
        else:
            is_repeated = call.is_whole and piece.name != ""
        call.provider_data = self._extra_fields.of_call(call.provider_data, piece.sent)
        if is_repeated:
            # The server repeats what it has said, or begins a call whose arguments are still to come.
            call.named_again = not piece.arguments
            return
        call.server_id = call.server_id or piece.id
        call.name = call.name or piece.name
        self._write(call, piece.arguments)

    def finish(self) -> None:
        """End every call. Raises ``ModelBehaviorError`` for one that has no name."""
        for call in self.calls:
            if call.index is None and call.name:
                self._start(call)
            if call.index is not None:
                self._writer.finish_item(call)
            elif call.buffered_arguments:
                raise unreadable("a tool call without a name", call.buffered_arguments)

    def _is_custom(self, piece: CallPiece) -> bool:
        if piece.is_custom:
            if self._strict:
                raise UserError("Custom tool calls of chat completions are not supported.")
            self._custom_indexes.add(piece.index)
        says_nothing = not piece.name and not piece.arguments
        return piece.is_custom or (says_nothing and piece.index in self._custom_indexes)

    def _call_of(self, piece: CallPiece) -> OpenCall | None:
        """The call that a piece refers to: by its id and index, by either, or else the latest one."""
        same_id = [call for call in reversed(self.calls) if piece.id and call.server_id == piece.id]
        for call in same_id:
            if piece.index is None or call.server_index in (None, piece.index):
                return call
        if piece.index is not None:
            for call in reversed(self.calls):
                if call.server_index == piece.index:
                    return call
        if same_id and not piece.name:
            return same_id[0]
        return self._latest(piece)

    def _latest(self, piece: CallPiece) -> OpenCall | None:
        """The latest call, unless what a piece says and what is known of it show that it is another."""
        latest = self.calls[-1] if self.calls else None
        if latest is None or (piece.index is not None and latest.server_index is not None):
            return None
        return None if piece.id and latest.server_id else latest

    def _write(self, call: OpenCall, arguments: str) -> None:
        if call.index is not None:
            if arguments:
                self._writer.write(call, "arguments", arguments)
            return
        call.buffered_arguments += arguments
        if call.name and not self._buffer_calls:
            self._start(call)

    def _start(self, call: OpenCall) -> None:
        # Some servers give one id to all calls: an answer to it would be an answer to which?
        is_taken = any(other.call_id == call.server_id for other in self.calls)
        call.call_id = call.server_id if call.server_id and not is_taken else f"call_{uuid.uuid4().hex}"
        self._writer.start_item(call)
        if call.buffered_arguments:
            self._writer.write(call, "arguments", call.buffered_arguments)
            call.buffered_arguments = ""


def _begins_another(call: OpenCall, piece: CallPiece) -> bool:
    """Whether a piece that refers to a call, as far as the server says, is the first one of another call."""
    if not piece.name:
        return call.named_again and piece.arguments.strip() != ""
    if not call.name:
        return False
    if piece.name != call.name or (piece.id and call.server_id and piece.id != call.server_id):
        return True
    is_repeated = piece.id != "" and piece.id == call.server_id and piece.arguments == call.arguments
    return bool(piece.arguments) and not is_repeated and call.is_whole
